"""What the environment says, read once, typed, and refused by name when it is wrong."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import environ

from config.data_folder import data_directory
from config.secrets_file import kept_secrets
from embedded.layout import LONGEST_SOCKET_PATH, address_of_up

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REDIS_SCHEMES = ("redis", "rediss", "unix")
MIN_HASH_KEY_BYTES = 16


class WrongSetting(Exception):  # noqa: N818 - it names a setting, and stops the start with one line
    """A variable of the environment that cannot be taken; its text is one line with the way out."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")


@dataclass(frozen=True)
class Environment:
    """
    Every setting that differs by deployment.

    `database` and `redis_url` are None where the embedded servers of `data` serve. `hash_keys` maps a key's id
    to its bytes; the highest id makes new hashes. `resolvers` are (host, port), empty for the system's.
    `mailer` is an entry of Django's MAILERS. `signer_socket` is None where it stands in the data folder.
    `receipts_address` is empty where no order mails are taken by mail, and
    `receipts_listen` is (host, port) of what takes them.
    """

    data: Path
    database: dict[str, Any] | None
    database_pool: int
    redis_url: str | None
    debug: bool
    secret_key: str
    hash_keys: dict[int, bytes]
    allowed_hosts: list[str]
    public_url: str
    behind_proxy: bool
    mailer: dict[str, Any] | None
    mail_from: str
    security_contact: str
    resolvers: list[tuple[str, int]]
    signer_socket: Path | None
    receipts_address: str
    receipts_listen: tuple[str, int] | None
    log_level: str
    api_reads: int
    api_writes: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings; WrongSetting names the first variable that cannot be taken."""
        data = data_directory(environment)
        database = _database(environment)
        public_url = _public_url(environment, data)
        secret_key, hash_keys = _keys(environment, data)
        return cls(
            data=data,
            database=database,
            database_pool=_whole_number(environment, "DATABASE_POOL", default=0, highest=1000),
            redis_url=_redis_url(environment),
            # Only the embedded default is a developer's machine for certain.
            debug=_boolean(environment, "DEBUG", default=database is None),
            secret_key=secret_key,
            hash_keys=hash_keys,
            allowed_hosts=_allowed_hosts(environment, public_url),
            public_url=public_url,
            behind_proxy=_boolean(environment, "BEHIND_PROXY", default=False),
            mailer=_mailer(environment),
            mail_from=environment.get("MAIL_FROM") or "Evenhand <no-reply@localhost>",
            security_contact=_security_contact(environment, public_url),
            resolvers=_resolvers(environment),
            signer_socket=_signer_socket(environment),
            receipts_address=_receipts_address(environment),
            receipts_listen=_receipts_listen(environment),
            log_level=_log_level(environment),
            api_reads=_whole_number(environment, "API_READS_PER_MINUTE", default=1200, highest=10**9),
            api_writes=_whole_number(environment, "API_WRITES_PER_MINUTE", default=120, highest=10**9),
        )


def _boolean(environment: Mapping[str, str], variable: str, *, default: bool) -> bool:
    said = environment.get(variable, "").strip().lower()
    if said and said not in TRUE | FALSE:
        raise WrongSetting(
            variable,
            f"{said!r} is neither true nor false; write one of these, or leave it out.",
        )
    return said in TRUE if said else default


def _whole_number(environment: Mapping[str, str], variable: str, *, default: int, highest: int) -> int:
    said = environment.get(variable, "").strip()
    if said and not (said.isascii() and said.isdigit() and int(said) <= highest):
        raise WrongSetting(variable, f"{said!r} is not a whole number from 0 to {highest}.")
    return int(said) if said else default


def _database(environment: Mapping[str, str]) -> dict[str, Any] | None:
    url = environment.get("DATABASE_URL", "").strip()
    if not url:
        return None
    shape = "postgres://USER:PASSWORD@HOST:PORT/NAME"
    if not url.startswith(("postgres://", "postgresql://")):
        raise WrongSetting("DATABASE_URL", f"only PostgreSQL serves; write {shape}, or leave it out.")
    try:
        database: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except ValueError as error:
        raise WrongSetting("DATABASE_URL", f"cannot be read ({error}); write {shape}.") from error
    if not database.get("NAME"):
        raise WrongSetting("DATABASE_URL", f"names no database; write {shape}.")
    return database


def _redis_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("REDIS_URL", "").strip()
    if url and urlsplit(url).scheme not in REDIS_SCHEMES:
        raise WrongSetting(
            "REDIS_URL",
            "write redis://HOST:PORT/0, rediss://… or unix:///PATH?db=0, or leave it out.",
        )
    return url or None


def _public_url(environment: Mapping[str, str], data: Path) -> str:
    url = environment.get("PUBLIC_URL", "").strip() or address_of_up(data)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise WrongSetting(
            "PUBLIC_URL",
            f"{url!r} is not an address such as https://ratings.example, without a path.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _allowed_hosts(environment: Mapping[str, str], public_url: str) -> list[str]:
    said = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    for host in said:
        if "/" in host:
            raise WrongSetting(
                "ALLOWED_HOSTS",
                f"{host!r} is not a host name; write names with commas between.",
            )
    own = urlsplit(public_url).hostname or "localhost"
    return said or sorted({own, "localhost", "127.0.0.1", "[::1]"})


def _keys(environment: Mapping[str, str], data: Path) -> tuple[str, dict[int, bytes]]:
    secret_key = environment.get("SECRET_KEY", "")
    said = environment.get("HASH_KEYS", "").strip()
    if secret_key and said:
        return secret_key, _hash_keys(said)
    try:
        kept = kept_secrets(data / "secrets.json")
    except OSError as error:
        problem = f"{data} is not writable ({error.strerror}); name another folder with --data DIR."
        raise WrongSetting("EVENHAND_DATA", problem) from error
    except ValueError as error:
        problem = f"{data / 'secrets.json'} cannot be read ({error}); restore it from a copy."
        raise WrongSetting("EVENHAND_DATA", problem) from error
    return secret_key or kept.secret_key, _hash_keys(said) if said else kept.hash_keys


def _hash_keys(said: str) -> dict[int, bytes]:
    keys = {}
    for part in said.split(","):
        number, _, text = part.strip().partition(":")
        try:
            keys[int(number)] = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error) as error:
            raise WrongSetting("HASH_KEYS", "write ID:BASE64 with commas between, such as 1:q83v….") from error
    if min(map(len, keys.values())) < MIN_HASH_KEY_BYTES or not all(0 < number < 2**15 for number in keys):
        raise WrongSetting(
            "HASH_KEYS",
            "each key has an id from 1 to 32767 and at least 16 bytes (32 are better).",
        )
    return keys


def _mailer(environment: Mapping[str, str]) -> dict[str, Any] | None:
    url = environment.get("EMAIL_URL", "").strip()
    if not url:
        return None
    if not urlsplit(url).scheme.startswith("smtp") or not urlsplit(url).hostname:
        raise WrongSetting("EMAIL_URL", "write smtp+tls://USER:PASSWORD@HOST:587, or leave it out.")
    found = environ.Env.email_url_config(url)
    options = {
        "host": found["EMAIL_HOST"],
        "port": found["EMAIL_PORT"],
        "username": found["EMAIL_HOST_USER"],
        "password": found["EMAIL_HOST_PASSWORD"],
        "use_tls": found.get("EMAIL_USE_TLS", False),
        "use_ssl": found.get("EMAIL_USE_SSL", False),
    }
    return {"BACKEND": found["EMAIL_BACKEND"], "OPTIONS": options}


def _security_contact(environment: Mapping[str, str], public_url: str) -> str:
    said = environment.get("SECURITY_CONTACT", "").strip()
    if said and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\S+)", said):
        raise WrongSetting(
            "SECURITY_CONTACT", f"{said!r} is no such address as mailto:security@ratings.example or https://…."
        )
    return said or f"mailto:security@{urlsplit(public_url).hostname}"


def _resolvers(environment: Mapping[str, str]) -> list[tuple[str, int]]:
    found = []
    for part in filter(None, (part.strip() for part in environment.get("DNS_RESOLVERS", "").split(","))):
        host, _, port = part.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 2**16:
            raise WrongSetting(
                "DNS_RESOLVERS",
                f"{part!r} is not HOST:PORT; write 9.9.9.9:53 with commas between.",
            )
        found.append((host.strip("[]"), int(port)))
    return found


def _signer_socket(environment: Mapping[str, str]) -> Path | None:
    said = environment.get("SIGNER_SOCKET", "").strip()
    if not said:
        return None
    path = Path(said).expanduser()
    if not path.is_absolute() or len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise WrongSetting(
            "SIGNER_SOCKET",
            f"{said!r} is not a full path of at most {LONGEST_SOCKET_PATH} bytes, such as /run/evenhand/signer.sock.",
        )
    return path


def _receipts_address(environment: Mapping[str, str]) -> str:
    said = environment.get("RECEIPTS_ADDRESS", "").strip().lower()
    if said and not re.fullmatch(r"[a-z0-9._-]{1,30}@[a-z0-9-]+(\.[a-z0-9-]+)*", said):
        raise WrongSetting(
            "RECEIPTS_ADDRESS",
            f"{said!r} is not an address such as receipts@ratings.example, without a plus tag.",
        )
    return said


def _receipts_listen(environment: Mapping[str, str]) -> tuple[str, int] | None:
    said = environment.get("RECEIPTS_LISTEN", "").strip()
    host, _, port = said.rpartition(":")
    if said and not (host and port.isdigit() and 0 < int(port) < 2**16):
        raise WrongSetting("RECEIPTS_LISTEN", f"{said!r} is not HOST:PORT; write 127.0.0.1:2525, or leave it out.")
    return (host.strip("[]"), int(port)) if said else None


def _log_level(environment: Mapping[str, str]) -> str:
    level = environment.get("LOG_LEVEL", "").strip().upper() or "INFO"
    if level not in LOG_LEVELS:
        raise WrongSetting("LOG_LEVEL", f"{level!r} is unknown; write one of {', '.join(LOG_LEVELS)}.")
    return level
