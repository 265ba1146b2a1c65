"""Celery's doorbells for replies."""

from celery import shared_task
from django.utils import timezone

from ratings.replies.commands import publish_due_replies


@shared_task(ignore_result=True)
def publish_due() -> None:
    """Publish the replies whose preview is over."""
    publish_due_replies(now=timezone.now())
