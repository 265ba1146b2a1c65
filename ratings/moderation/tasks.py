"""Celery's doorbells for moderation."""

from celery import shared_task
from django.utils import timezone

from ratings.moderation.commands import destroy_due_files, screen_imports
from ratings.verification.commands import sweep_files

IMPORTS_AT_A_TIME = 200
PROOFS_AT_A_TIME = 200


@shared_task(ignore_result=True)
def screen_waiting_imports() -> None:
    """Screen some of the imported reviews that wait, and ring again while there are more."""
    if screen_imports(limit=IMPORTS_AT_A_TIME, now=timezone.now()) == IMPORTS_AT_A_TIME:
        screen_waiting_imports.apply_async()


@shared_task(ignore_result=True)
def destroy_due_proofs() -> None:
    """Destroy the files of proofs whose time is over, and ring again while there are more to look at."""
    if destroy_due_files(limit=PROOFS_AT_A_TIME, now=timezone.now()) == PROOFS_AT_A_TIME:
        destroy_due_proofs.apply_async()


@shared_task(ignore_result=True)
def sweep_proofs() -> None:
    """Delete the files that no key opens any more."""
    sweep_files(now=timezone.now())
