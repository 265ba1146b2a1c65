"""What a row of somebody's file turned into, with the cell that each figure stands in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ratings.disclosures.rules.disclosure import Boundary, Money, Subject
from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.targets import EmissionTarget


class RowState(StrEnum):
    """What became of a row: it gave something new, it repeats an earlier row, or it gave nothing, for a reason."""

    TAKEN = "taken"
    MERGED = "merged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a spreadsheet shows its place: the first row is 1; `heading` is what its column is called."""

    file: str
    sheet: str
    row: int
    column: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundCompany:
    """
    Whose figure it is, as far as the file says.

    `part` names a business or subsidiary where the figure is not the whole company's; `other_id` is an identifier
    that is neither LEI nor ISIN, such as a ticker.
    """

    subject: Subject
    part: str | None = None
    other_id: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What keeps it apart from others of the same name: LEI, else ISIN, else any id, else name and country."""
        subject = self.subject
        given = (subject.lei, subject.isin, self.other_id)
        kind = next((kind for kind, value in zip(("lei", "isin", "id"), given, strict=True) if value), "")
        if kind:
            return kind, next(value for value in given if value), self.part or ""
        return "name", subject.name.casefold(), subject.country or "", self.part or ""


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """
    One figure of one year; `name` is that of a field, such as `scope1`, `scope3.6`, `combined.S1+S2.location`.

    `reported_on` is the date of the report that it stands in, so that a later report restates an earlier one.
    """

    company: FoundCompany
    year: int
    name: str
    figure: Figure | Money
    cell: Cell
    reported_on: date | None = None
    boundary: Boundary | None = None


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """One target, with the cells that it was read from and the year for which net zero is promised, if any."""

    company: FoundCompany
    target: EmissionTarget
    kind: str
    cells: tuple[Cell, ...]
    net_zero_year: int | None = None

    @property
    def cell(self) -> Cell:
        """The first of them."""
        return self.cells[0]

    def value_of(self, heading: str) -> str:
        """Return what stands in a column, as written; nothing where the cell is empty."""
        return next((cell.text for cell in self.cells if cell.heading == heading), "")


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """A cell that was not taken: where, by which code, and why in words."""

    sheet: str
    row: int
    column: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """
    One row with what became of it; `reason` is the code for which it was merged or refused.

    `not_given` counts the cells that say that there is no figure, such as `--`.
    """

    sheet: str
    number: int
    state: RowState
    reason: str = ""
    figures: tuple[FoundFigure, ...] = ()
    merged: tuple[FoundFigure, ...] = ()
    targets: tuple[FoundTarget, ...] = ()
    targets_merged: tuple[FoundTarget, ...] = ()
    refusals: tuple[CellRefusal, ...] = ()
    not_given: int = 0
