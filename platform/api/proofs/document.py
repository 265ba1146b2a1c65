"""Multipart `method=document`, `company` (slug), `file` (one to five: PDF, PNG or JPEG), and `order` where known."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ratings.dashboards.queries.summaries import company_summary
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import show_document
from ratings.verification.models import Purchase


def show(given: Mapping[str, Any], actor: Actor) -> Purchase:
    """Show a document, at which a person looks. Raises Invalid (`company`, `file`, `order`), Refused, Forbidden."""
    company = company_summary(given.get("company", ""))
    if company is None:
        raise invalid_field("company", _("Name the company by its slug, as GET companies tells it."))
    if not given.get("file"):
        raise invalid_field("file", _("Send a PDF, PNG or JPEG file as multipart/form-data."))
    return show_document(
        company_id=company.id,
        files=[_taken(one) for one in given["file"]],
        order=given.get("order", ""),
        actor=actor,
        now=timezone.now(),
    )


def _taken(file: "UploadedFile[Any]") -> bytes:
    """Return what a file holds, and let go of the file: so much is in memory once only."""
    with file:
        content: bytes = file.read()
    return content
