"""Celery's doorbells for scores."""

from celery import shared_task
from django.utils import timezone

from ratings.scores.commands import freeze_prior


@shared_task(ignore_result=True)
def freeze_todays_prior() -> None:
    """Freeze the prior of the day that has begun."""
    freeze_prior(now=timezone.now())
