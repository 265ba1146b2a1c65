"""The targets of the Net Zero Tracker as CSV, by LEI; the names stand in a file ActorName.csv beside it."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from ratings.disclosures.rules.figures import Source
from ratings.disclosures.rules.numbers import is_not_given, read_share, read_year
from ratings.disclosures.rules.targets import EmissionTarget, GrossOrNet, TargetType
from ratings.imports.disclosures.found import FoundTarget, ReadRow
from ratings.imports.disclosures.grid import Line, csv_lines
from ratings.imports.disclosures.identifiers import company_of
from ratings.imports.disclosures.repeats import Repeats
from ratings.imports.disclosures.rows import refused_row, row_of_targets
from ratings.kernel.refusals import Invalid

COLUMNS = (
    "target_id",
    "actor_id",
    "target_type",
    "baseline_year",
    "target_year",
    "target_value",
    "target_unit",
    "URL",
    "datasource_id",
)
TARGET_ID, ACTOR, TYPE, BASE_YEAR, YEAR, VALUE, UNIT, ADDRESS, _DATASOURCE = range(len(COLUMNS))
NAMES = "ActorName.csv"
LEI_LENGTH = 20
ABSOLUTE = frozenset({"Absolute emission reduction"})
NET = frozenset({"Net zero", "Climate neutral", "GHG neutral"})


def read_targets(lines: Iterator[Line], path: Path) -> Iterator[ReadRow]:
    """Yield what became of each target; those of countries, regions and cities are refused."""
    names = _names(path.with_name(NAMES))
    repeats = Repeats()
    for line in lines:
        yield _read_row(line, names, repeats)


def _names(path: Path) -> dict[str, str]:
    """Return the first name that is given to each actor; nothing where there is no such file."""
    if not path.is_file():
        return {}
    names: dict[str, str] = {}
    for line in csv_lines(path):
        names.setdefault(line.at(0), line.at(1))
    return names


def _read_row(line: Line, names: dict[str, str], repeats: Repeats) -> ReadRow:
    if line.problem or len(line.texts) != len(COLUMNS):
        return refused_row(line, "not-csv", line.problem or _("The row has not the columns of its header."))
    actor = line.at(ACTOR)
    if len(actor) != LEI_LENGTH:
        return refused_row(line, "not-a-company", _("The row is about no company."), column=ACTOR)
    if actor not in names:
        return refused_row(line, "company-missing", _("The file of names does not name this company."), column=ACTOR)
    column = ACTOR
    try:
        company = company_of(name=names[actor], lei=actor)
        column = TYPE
        kind = _type(line.at(TYPE))
        column = VALUE
        reduction = _reduction(line)
        column = BASE_YEAR
        base_year = read_year(line.at(BASE_YEAR))
        column = YEAR
        target_year = read_year(line.at(YEAR))
    except Invalid as refusal:
        return refused_row(line, refusal.code, refusal.message, column=column)
    target = EmissionTarget(
        type=kind,
        base_year=base_year,
        target_year=target_year,
        reduction=reduction,
        gross_or_net=GrossOrNet.NET if line.at(TYPE) in NET else None,
        wording=line.at(TYPE),
        source=Source(url=line.at(ADDRESS)) if line.at(ADDRESS).startswith(("https://", "http://")) else None,
    )
    cells = tuple(line.cell(index, heading) for index, heading in enumerate(COLUMNS))
    is_net_zero = line.at(TYPE) == "Net zero"
    found = FoundTarget(company, target, line.at(TYPE), cells, target_year if is_net_zero else None)
    return row_of_targets(line, [found], [], repeats)


def _type(text: str) -> TargetType:
    if text in ABSOLUTE | NET:
        return TargetType.ABSOLUTE
    raise Invalid(
        "target-kind-open",
        _("“%(kind)s” does not say whether tonnes are to fall, or tonnes per unit.") % {"kind": text[:60]},
    )


def _reduction(line: Line) -> Decimal | None:
    if is_not_given(line.at(VALUE)):
        return None
    if line.at(UNIT) != "percent":
        raise Invalid("unit-unknown", _("“%(unit)s” is not percent.") % {"unit": line.at(UNIT)[:40]})
    return read_share(f"{line.at(VALUE)}%", decimal=".")
