"""Celery's doorbells for proofs."""

from celery import shared_task
from django.utils import timezone

from ratings.verification.commands import VERIFICATION, fetch_keys, retry_receipts


@shared_task(ignore_result=True)
def retry_mails() -> None:
    """Judge again the mails for which the DNS or a sender's confirmation was missing."""
    retry_receipts(actor=VERIFICATION, now=timezone.now())


@shared_task(ignore_result=True)
def fetch_mail_keys() -> None:
    """Keep the keys that the DNS has today."""
    fetch_keys(actor=VERIFICATION, now=timezone.now())
