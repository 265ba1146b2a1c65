"""Celery's doorbells for the journal."""

from celery import shared_task
from django.utils import timezone

from ratings.journal.folding import catch_up_all
from ratings.journal.followers import reactor_named, reactors
from ratings.journal.reacting import run_reactor
from ratings.journal.resident import sequence_all
from ratings.journal.retrying import retry_parked


@shared_task(queue="reactors", ignore_result=True)
def react(*, reactor: str) -> None:
    """Let one reactor act on what waits."""
    run_reactor(reactor_named(reactor), now=timezone.now())


@shared_task(queue="reactors", ignore_result=True)
def follow_up() -> None:
    """Do the resident follower's work, in case it is dead: sequence, fold, and ring every reactor."""
    sequence_all()
    catch_up_all(now=timezone.now())
    for reactor in reactors():
        react.delay(reactor=reactor.name)


@shared_task(queue="reactors", ignore_result=True)
def retry() -> None:
    """Try again what is parked."""
    retry_parked(now=timezone.now())
