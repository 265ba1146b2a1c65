"""Celery's doorbells for verification."""

from celery import shared_task
from django.utils import timezone

from ratings.verification.commands import forget_addresses


@shared_task(ignore_result=True)
def forget_addresses_of_invited() -> None:
    """Forget the addresses of invited people whose time is over."""
    forget_addresses(now=timezone.now())
