"""Assurance, claims and other documents as they stand in a JSON document."""

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    Assurance,
    AssuranceLevel,
    AssuranceStandard,
    Claim,
    ClaimSubject,
    Extent,
    Opinion,
    Repeated,
)
from ratings.disclosures.rules.given import FigureReader
from ratings.disclosures.rules.given_scopes import figure_name, read_figure_name
from ratings.disclosures.rules.other_names import ASSURANCE, CLAIM
from ratings.disclosures.rules.reading import Fields


def read_assurance(fields: Fields, figures: FigureReader) -> tuple[Assurance, ...] | None:
    """Take who checked what: a level, an object, or a list of them; None where nothing is said."""
    given = fields.raw("assurance")
    if isinstance(given, str):
        level = fields.choice("assurance", AssuranceLevel)
        return None if level is None else (Assurance(level),)
    if isinstance(given, dict):
        one = _one_assurance(Fields(given, fields.at("assurance"), fields.mistakes), figures)
        return None if one is None else (one,)
    if given is None:
        return None
    read = [_one_assurance(one, figures) for one in fields.each("assurance")]
    return tuple(one for one in read if one is not None)


def _one_assurance(fields: Fields, figures: FigureReader) -> Assurance | None:
    fields.renamed(ASSURANCE).require("level")
    level = fields.choice("level", AssuranceLevel)
    stated = fields.texts("figures") or ()
    covered = tuple(name for one in stated if (name := figure_name(one)) is not None)
    for one in stated:
        if figure_name(one) is None:
            fields.refuse("figures", _("%(name)s is not the name of a figure, such as scope1.") % {"name": one[:60]})
    found = Assurance(
        level=level or AssuranceLevel.NONE,
        standard=fields.choice("standard", AssuranceStandard),
        provider=fields.text("provider"),
        figures=covered,
        share_covered=fields.share("share_covered"),
        opinion=fields.choice("opinion", Opinion),
        accreditation=fields.text("accreditation"),
        materiality=fields.share("materiality"),
        statement_on=fields.day("statement_on"),
        source=figures.source(fields),
    )
    fields.finish()
    return None if level is None else found


def read_claims(fields: Fields, figures: FigureReader) -> tuple[Claim, ...]:
    """Take quoted claims: texts, or objects."""
    found = []
    for number, item in enumerate(fields.items("claims")):
        given = {"quote": item} if isinstance(item, str) else item
        one = Fields(given, f"{fields.at('claims')}[{number}]", fields.mistakes)
        one.renamed(CLAIM).require("quote")
        claim = Claim(
            quote=one.text("quote") or "",
            about=one.choice("about", ClaimSubject),
            facts_cover=one.choice("facts_cover", Extent),
            is_based_on_offsets=one.is_so("is_based_on_offsets"),
            is_excellence_recognised=one.is_so("is_excellence_recognised"),
            is_label=one.is_so("is_label"),
            scheme=one.text("scheme"),
            source=figures.source(one),
        )
        one.finish()
        found.append(claim)
    return tuple(found)


def read_other_sources(fields: Fields, figures: FigureReader) -> tuple[Repeated, ...]:
    """Take the same figures as other documents give them."""
    found = []
    for one in fields.each("other_sources"):
        for name in ("figure", "value"):
            one.require(name)
        name_of, read = read_figure_name(one, "figure"), figures.whole(one)
        one.finish()
        if name_of is not None and read is not None:
            found.append(Repeated(name_of, read))
    return tuple(found)
