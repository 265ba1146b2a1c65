"""Celery's doorbells for reviews."""

from celery import shared_task
from django.utils import timezone

from ratings.reviews.commands import write_waiting_reviews
from ratings.reviews.commands.lapsing import lapse_overdue


@shared_task(ignore_result=True)
def lapse() -> None:
    """End the reviews whose time is over."""
    lapse_overdue(now=timezone.now())


@shared_task(ignore_result=True)
def write_waiting() -> None:
    """Write the private reviews that have waited for others."""
    write_waiting_reviews(now=timezone.now())
