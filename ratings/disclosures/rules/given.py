"""Figures and sources as they stand in a JSON document."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from django.utils.translation import gettext as _

from ratings.disclosures.rules.figures import Figure, Source, figure
from ratings.disclosures.rules.other_names import SOURCE
from ratings.disclosures.rules.reading import Fields, read_json_number, written
from ratings.disclosures.rules.targets import Scope, read_scope
from ratings.disclosures.rules.units import read_unit
from ratings.kernel.refusals import Invalid

SHA256 = re.compile("[0-9a-fA-F]{64}")
ADDRESS = re.compile(r"https?://\S{3,2000}")


@dataclass(frozen=True, slots=True)
class Given:
    """What stands beside a value."""

    unit: str
    source: Source | None = None


class Amount(Enum):
    """What a figure may be."""

    GROSS = auto()
    CO2 = auto()
    """Of CO2 alone, so that tonnes of CO2 and of carbon say enough."""
    EITHER_WAY = auto()
    """A difference, which may be below zero."""


class FigureReader:
    """Reads the figures of one document, whose unit is `unit` where a figure names none of its own."""

    def __init__(self, unit: str) -> None:
        self._unit = unit

    def of(self, fields: Fields, name: str, amount: Amount = Amount.GROSS) -> Figure | None:
        """Take a figure: a plain number in the document's unit, or an object with value, unit and source."""
        given = fields.raw(name)
        if not isinstance(given, dict):
            return _figure(fields, name, Given(self._unit), amount)
        inner = Fields(given, fields.at(name), fields.mistakes)
        inner.require("value")
        found = self.whole(inner, amount)
        inner.finish()
        return found

    def whole(self, fields: Fields, amount: Amount = Amount.GROSS) -> Figure | None:
        """Take the figure that an object is: its value, unit and source."""
        given = Given(fields.text("unit") or self._unit, self.source(fields))
        return _figure(fields, "value", given, amount)

    def scope(self, fields: Fields, name: str) -> Scope | None:
        """Take the scopes that a target or a sum is about."""
        given = fields.raw(name)
        given = "+".join(map(str, given)) if isinstance(given, list) else fields.text(name)
        found = None if given is None else read_scope(given)
        if given is not None and found is None:
            fields.refuse(name, _("This must be one of %(names)s.") % {"names": ", ".join(Scope)})
        return found

    def source(self, fields: Fields) -> Source | None:
        """Take where a figure stands: an object, or its address or title alone."""
        given = self._given_source(fields)
        if given is None:
            return None
        given.renamed(SOURCE)
        digest = given.text("document_sha256")
        if digest is not None and not SHA256.fullmatch(digest):
            given.refuse("document_sha256", _("This must be 64 hexadecimal digits."))
        found = Source(
            title=given.text("title"),
            url=_address(given, "url"),
            page=given.text("page"),
            quote=given.text("quote"),
            archived_url=_address(given, "archived_url"),
            document_sha256=digest and digest.lower(),
        )
        given.finish()
        return found

    def _given_source(self, fields: Fields) -> Fields | None:
        stated = fields.raw("source")
        if stated is None and "source_url" in fields:
            return Fields({"url": fields.raw("source_url")}, fields.at("source_url"), fields.mistakes)
        if not isinstance(stated, str):
            return fields.one("source")
        name = "url" if ADDRESS.fullmatch(stated.strip()) else "title"
        return Fields({name: stated}, fields.at("source"), fields.mistakes)


def _figure(fields: Fields, name: str, given: Given, amount: Amount) -> Figure | None:
    value = fields.raw(name)
    try:
        number = None if value is None else read_json_number(written(value))
        if number is None:
            return None
        unit = read_unit(given.unit, co2_is_meant=amount is Amount.CO2)
    except Invalid as refusal:
        is_of_unit = refusal.code.startswith("unit-") and "unit" in fields
        fields.refuse("unit" if is_of_unit else name, refusal.message)
        return None
    if number < 0 and amount is not Amount.EITHER_WAY:
        fields.refuse(name, _("Gross emissions are never below zero; removals stand apart."))
    return figure(number, unit, source=given.source, written=str(value).strip())


def _address(fields: Fields, name: str) -> str | None:
    given = fields.text(name)
    if given is not None and not ADDRESS.fullmatch(given):
        fields.refuse(name, _("This must be a web address that starts with https:// or http://."))
    return given


def positive(fields: Fields, name: str) -> Decimal | None:
    """Take a number that is not below zero."""
    number = fields.number(name)
    if number is not None and number < 0:
        fields.refuse(name, _("This cannot be below zero."))
    return number
