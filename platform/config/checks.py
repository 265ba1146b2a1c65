"""What must be true of an installation, checked by Django's system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as DeployWarning
from django.db import connection

from config.data_folder import REPOSITORY

OLDEST_POSTGRES = 160000


def platform_is_no_package(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse platform/__init__.py, which would shadow the standard library's `platform`."""
    if (REPOSITORY / "platform" / "__init__.py").exists():
        return [Error("platform/__init__.py shadows the standard library.", hint="Remove it.", id="evenhand.E001")]
    return []


def postgres_is_new_enough(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a PostgreSQL older than 16."""
    if not databases:
        return []
    connection.ensure_connection()
    version = connection.connection.info.server_version
    if version >= OLDEST_POSTGRES:
        return []
    return [Error(f"PostgreSQL {version // 10000} is too old.", hint="Use 16 or newer.", id="evenhand.E002")]


def keys_are_the_deployments(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where machines that share a database would make keys of their own."""
    if settings.ENVIRONMENT.database is None or not (settings.DATA / "secrets.json").exists():
        return []
    hint = "Machines that share a database need the same SECRET_KEY and HASH_KEYS: give both."
    return [DeployWarning("Keys of this machine's own serve a shared database.", hint=hint, id="evenhand.W001")]


def mail_goes_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to deploy without a mail server: sign-in codes and invitations would only be filed."""
    if settings.DEBUG or settings.ENVIRONMENT.mailer is not None:
        return []
    hint = "Set EMAIL_URL, for example smtp+tls://USER:PASSWORD@HOST:587."
    return [Error("Nobody gets a mail: without EMAIL_URL letters are only filed.", hint=hint, id="evenhand.E003")]
