"""Celery's doorbells for letters."""

from celery import shared_task
from django.utils import timezone

from ratings.notifications.inviting import send_waiting


@shared_task(ignore_result=True)
def send_invitations_and_reminders() -> None:
    """Write to the customers of orders who are due to be written to."""
    send_waiting(now=timezone.now())
