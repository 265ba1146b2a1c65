"""What is known of a body: before it is read its kind and length, afterwards its fingerprint."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework.request import Request

from ratings.verification.uploads import length_told


def is_upload(request: Request) -> bool:
    """Tell whether a body may hold files."""
    return (request.content_type or "").lower().startswith("multipart/form-data")


def length_of(request: Request) -> int:
    """Return the bytes that a body has as its sender says."""
    return length_told(request.META.get("CONTENT_LENGTH"))


def fingerprint(request: Request) -> bytes:
    """Return what tells one request from another: its address and its body, of an upload what stands in it."""
    digest = hashlib.sha256(request.get_full_path().encode() + b"\x00")
    for piece in _parts(request.data) if is_upload(request) else [request.body]:
        digest.update(piece)
    return digest.digest()


def keep_for_fingerprint(request: Request) -> None:
    """Read a body that is no upload in one piece, so that its fingerprint can be taken after it is parsed."""
    if not is_upload(request):
        request.body  # noqa: B018 - Django keeps what it reads


def _parts(fields: Any) -> Iterator[bytes]:
    for name in sorted(fields):
        values = fields[name] if isinstance(fields[name], list) else [fields[name]]
        for value in values:
            is_file = isinstance(value, UploadedFile)
            content = _digest_of(value) if is_file else str(value)
            yield json.dumps([name, is_file, content]).encode()


def _digest_of(file: "UploadedFile[Any]") -> str:
    """Return the hash of a file's content, which can be read again afterwards."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
