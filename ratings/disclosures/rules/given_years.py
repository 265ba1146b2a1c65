"""The base year, earlier years and what changed, as they stand in a JSON document."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    BaseYear,
    ChangeKind,
    Inventory,
    Restatement,
    StructuralChange,
)
from ratings.disclosures.rules.given import Amount, FigureReader
from ratings.disclosures.rules.given_scopes import read_figure_name, read_inventory_of
from ratings.disclosures.rules.reading import Fields


def read_base_year(fields: Fields, figures: FigureReader) -> BaseYear | None:
    """Take the base year: a year, or an object with its figures."""
    if not isinstance(fields.raw("base_year"), dict):
        year = fields.year("base_year")
        return None if year is None else BaseYear(year)
    base = fields.one("base_year")
    assert base is not None
    base.require("year")
    found = BaseYear(
        year=base.year("year") or 0,
        reason=base.text("reason"),
        policy=base.text("policy"),
        threshold=base.share("threshold"),
        is_recalculated=base.is_so("is_recalculated"),
        recalculation_note=base.text("recalculation_note"),
        inventory=read_inventory_of(base, figures),
    )
    base.finish()
    return found


def read_comparatives(fields: Fields, figures: FigureReader) -> Mapping[int, Inventory]:
    """Take the earlier years that the document tells."""
    found: dict[int, Inventory] = {}
    for one in fields.each("comparatives"):
        one.require("year")
        year, inventory = one.year("year"), read_inventory_of(one, figures)
        one.finish()
        if year in found:
            one.refuse("year", _("This year stands here twice."))
        if year is not None:
            found[year] = inventory
    return MappingProxyType(found)


def read_structural_changes(fields: Fields, figures: FigureReader) -> tuple[StructuralChange, ...]:
    """Take what changed in the company or its methods."""
    found = []
    for one in fields.each("structural_changes"):
        for name in ("kind", "note"):
            one.require(name)
        kind, note = one.choice("kind", ChangeKind), one.text("note")
        effect = figures.of(one, "effect", Amount.EITHER_WAY)
        one.finish()
        if kind is not None:
            found.append(StructuralChange(kind, note or "", effect))
    return tuple(found)


def read_restatements(fields: Fields, figures: FigureReader) -> tuple[Restatement, ...]:
    """Take the figures that were changed after publication."""
    found = []
    for one in fields.each("restatements"):
        for name in ("year", "figure", "old", "new"):
            one.require(name)
        year, name_of, reason = one.year("year"), read_figure_name(one, "figure"), one.text("reason")
        old, new = figures.of(one, "old"), figures.of(one, "new")
        one.finish()
        if year is not None and name_of is not None and old is not None and new is not None:
            found.append(Restatement(year, name_of, old, new, reason))
    return tuple(found)
