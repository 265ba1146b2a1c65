"""Addresses that clients know without having been told (RFC 8615)."""

from django.urls import URLPattern, URLResolver, path

from api.resources import private_tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("private-token-issuer-directory", private_tokens.IssuerDirectory.as_view(), name="issuer_directory"),
]
