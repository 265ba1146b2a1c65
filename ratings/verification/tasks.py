"""Celery's doorbells for verification."""

from celery import shared_task
from django.utils import timezone

from ratings.verification.commands import (
    ISSUER,
    VERIFICATION,
    count_missed_days,
    fetch_keys,
    forget_addresses,
    log_issued_tokens,
    retry_receipts,
)
from ratings.verification.commands.lapsing import CLOCK, refuse_unbacked


@shared_task(ignore_result=True)
def forget_addresses_of_invited() -> None:
    """Forget the addresses of invited people whose time is over."""
    forget_addresses(now=timezone.now())


@shared_task(ignore_result=True)
def count_proofs_of_yesterday() -> None:
    """Count the days that are over into the public log."""
    count_missed_days(now=timezone.now(), actor=CLOCK)


@shared_task(ignore_result=True)
def end_unbacked() -> None:
    """Refuse the proofs whose second one did not come."""
    refuse_unbacked(now=timezone.now())


@shared_task(ignore_result=True)
def retry_mails() -> None:
    """Judge again the mails for which the DNS or a sender's confirmation was missing."""
    retry_receipts(actor=VERIFICATION, now=timezone.now())


@shared_task(ignore_result=True)
def fetch_mail_keys() -> None:
    """Keep the keys that the DNS has today."""
    fetch_keys(actor=VERIFICATION, now=timezone.now())


@shared_task(ignore_result=True)
def log_tokens() -> None:
    """Tell the public log how many private tokens were given out on days that are over."""
    log_issued_tokens(actor=ISSUER, now=timezone.now())
