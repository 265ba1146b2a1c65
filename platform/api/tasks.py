"""Celery's doorbells for the API."""

from celery import shared_task
from django.utils import timezone

from api.idempotency import forget_answers


@shared_task(ignore_result=True)
def forget_old_answers() -> None:
    """Forget the answers that were kept for a day."""
    forget_answers(now=timezone.now())
