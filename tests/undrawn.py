"""
Purchases whose public ids were not drawn for a second proof, so that tests which are not about it know what comes.

The ids are chosen, the draw is the real one; a test about it chooses an id that is drawn.
"""

from collections.abc import Callable

from ratings.kernel.ids import new_public_id
from ratings.verification.commands.across import lot_of
from ratings.verification.models import Purchase
from ratings.verification.rules import must_be_backed


def _with_lot(*, drawn: bool) -> str:
    while must_be_backed(lot_of(found := new_public_id())) != drawn:
        pass
    return found


def undrawn_id() -> str:
    """Return a new public id that is not drawn."""
    return _with_lot(drawn=False)


def drawn_id() -> str:
    """Return a new public id that is drawn."""
    return _with_lot(drawn=True)


def choose_ids(choose: Callable[[], str]) -> Callable[[], str]:
    """Have purchases take their public ids from there, in this process; return where they took them from."""
    field = Purchase._meta.get_field("public_id")
    before: Callable[[], str] = field.default
    field.default = choose
    vars(field).pop("_get_default", None)  # Django keeps the first answer to where defaults come from
    return before
