"""Several callers at the same moment, each with a database connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from ratings.kernel.refusals import Refusal


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return each one's result, or the refusal that it met."""
    barrier = Barrier(len(calls))
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            barrier.wait(10)
            outcomes[place] = call()
        except Refusal as refusal:
            outcomes[place] = refusal
        except BaseException as error:  # noqa: BLE001 - the caller's thread is to raise it
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
            raise outcome
    return outcomes


def refusals(outcomes: list[object]) -> list[str]:
    """Return the codes of those who were refused."""
    return [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)]
