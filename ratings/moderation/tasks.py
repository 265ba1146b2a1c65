"""Celery's doorbells for moderation."""

from celery import shared_task
from django.utils import timezone

from ratings.moderation.commands import screen_imports

IMPORTS_AT_A_TIME = 200


@shared_task(ignore_result=True)
def screen_waiting_imports() -> None:
    """Screen some of the imported reviews that wait, and ring again while there are more."""
    if screen_imports(limit=IMPORTS_AT_A_TIME, now=timezone.now()) == IMPORTS_AT_A_TIME:
        screen_waiting_imports.apply_async()
