"""From what stands in a row to what became of it."""

from collections.abc import Callable, Sequence
from functools import partial

from ratings.imports.disclosures.found import CellRefusal, FoundFigure, FoundTarget, ReadRow, RowState
from ratings.imports.disclosures.grid import Line
from ratings.imports.disclosures.repeats import Repeats
from ratings.kernel.refusals import Invalid, Words


def refused_row(line: Line, code: str, why: Words, *, column: int = 0) -> ReadRow:
    """Return a row that gave nothing, for one reason."""
    refusal = line.refusal(column, code, str(why))
    return ReadRow(line.sheet, line.number, RowState.REFUSED, code, refusals=(refusal,))


def row_of(
    line: Line,
    found: Sequence[FoundFigure],
    refusals: Sequence[CellRefusal],
    repeats: Repeats,
    *,
    not_given: int = 0,
) -> ReadRow:
    """Return a row by its figures: taken if one is new, merged if all were known, else refused by its first reason."""
    new, merged, contradicted = _parted(line, found, repeats.is_repeated)
    refused = (*refusals, *contradicted)
    state, reason = _state(new, merged, refused)
    return ReadRow(
        line.sheet,
        line.number,
        state,
        reason,
        tuple(new),
        tuple(merged),
        refusals=refused,
        not_given=not_given,
    )


def row_of_targets(
    line: Line,
    found: Sequence[FoundTarget],
    refusals: Sequence[CellRefusal],
    repeats: Repeats,
    *,
    is_one_of_a_kind: bool = False,
) -> ReadRow:
    """Return a row by its targets, in the same way."""
    is_repeated = partial(repeats.is_target_repeated, is_one_of_a_kind=is_one_of_a_kind)
    new, merged, contradicted = _parted(line, found, is_repeated)
    refused = (*refusals, *contradicted)
    state, reason = _state(new, merged, refused)
    return ReadRow(
        line.sheet,
        line.number,
        state,
        reason,
        targets=tuple(new),
        targets_merged=tuple(merged),
        refusals=refused,
    )


def _parted[Found: (FoundFigure, FoundTarget)](
    line: Line, found: Sequence[Found], is_repeated: Callable[[Found], bool]
) -> tuple[list[Found], list[Found], list[CellRefusal]]:
    """Return what is new, what repeats an earlier row, and why the rest contradicts one."""
    new: list[Found] = []
    merged: list[Found] = []
    refused: list[CellRefusal] = []
    for one in found:
        try:
            (merged if is_repeated(one) else new).append(one)
        except Invalid as refusal:
            refused.append(CellRefusal(line.sheet, line.number, one.cell.column, refusal.code, str(refusal.message)))
    return new, merged, refused


def _state(new: Sequence[object], merged: Sequence[object], refusals: Sequence[CellRefusal]) -> tuple[RowState, str]:
    if new:
        return RowState.TAKEN, ""
    if merged:
        return RowState.MERGED, "repeats"
    return RowState.REFUSED, refusals[0].code if refusals else "no-figure"
