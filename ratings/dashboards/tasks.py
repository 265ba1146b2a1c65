"""Celery's doorbells for what is counted each night."""

from celery import shared_task
from django.utils import timezone

from ratings.dashboards.commands import keep_coverage


@shared_task(ignore_result=True)
def keep_todays_coverage() -> None:
    """Count what the day before has changed."""
    keep_coverage(now=timezone.now())
