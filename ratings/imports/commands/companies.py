"""Companies from a table: `name,lei,country,sector,website,domains`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.commands import Particulars, wait_for_other_openings
from ratings.imports.commands.opening import Asked, Resolved, open_all
from ratings.imports.reading import Row, RowFile
from ratings.imports.report import Report
from ratings.imports.rules import persons_form
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, Invalid

COLUMNS = ("name", "lei", "country", "sector", "website", "domains")
BATCH = 1000


def import_companies(
    *, file: RowFile, actor: Actor, now: datetime, report: Report, tell: Callable[[Report], None]
) -> None:
    """
    Open the companies of a table that are not listed yet; `report` grows with every batch that is committed.

    A row is known by its LEI, else a domain, else name and country, and then left alone. Raises Invalid for a
    file that cannot be read on, Forbidden.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("not-the-operator", _("Only the operator imports companies."))
    for rows in batched(file.rows(columns=COLUMNS, needed=("name", "country")), BATCH):
        report.add(_take(rows, now=now))
        tell(report)


@transaction.atomic
def _take(rows: Sequence[Row], *, now: datetime) -> Report:
    done = Report(read=len(rows))
    asked = [Asked(particulars) for row in rows if (particulars := _particulars(row, done)) is not None]
    wait_for_other_openings()
    resolved = Resolved(asked)
    open_all(resolved.to_open, now=now)
    done.taken = done.companies = len(resolved.to_open)
    if known := len(asked) - done.taken:
        done.skipped["known"] += known
    return done


def _particulars(row: Row, done: Report) -> Particulars | None:
    if row.values is None:
        done.fail(row.number, row.problem)
        return None
    try:
        return particulars_of(row.values)
    except Invalid as refusal:
        if refusal.code == "a-person":
            done.skip("a-person")
        else:
            done.fail(row.number, _fields(refusal))
    return None


def particulars_of(values: Mapping[str, str]) -> Particulars:
    """Return the clean particulars of one row. Raises Invalid (`a-person` for sole proprietors)."""
    name = values.get("name", "")
    return Particulars(
        name=name,
        country=values.get("country", ""),
        website=values.get("website", ""),
        sector=values.get("sector", ""),
        lei=values.get("lei", "").strip(),
        legal_form=values.get("legal_form", "") or persons_form(name),
        category=values.get("category", ""),
        domains=tuple(values.get("domains", "").split(";")),
    ).cleaned()


def _fields(refusal: Invalid) -> str:
    return "; ".join(f"{name}: {words}" for name, words in refusal.fields.items()) or str(refusal.message)
