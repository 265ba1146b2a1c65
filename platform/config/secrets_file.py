"""The keys that a first start makes for itself and every later start finds again."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile


@dataclass(frozen=True)
class Secrets:
    """Django's secret key, and the keys of keyed hashes by id."""

    secret_key: str
    hash_keys: dict[int, bytes]


def kept_secrets(path: Path) -> Secrets:
    """Return the file's secrets, made first where there is none; OSError, ValueError."""
    if not path.exists():
        _make(path)
    try:
        kept = json.loads(path.read_text())
        keys = {int(number): base64.b64decode(text) for number, text in kept["hash_keys"].items()}
        return Secrets(secret_key=str(kept["secret_key"]), hash_keys=keys)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a key is missing") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "secret_key": secrets.token_urlsafe(50),
        "hash_keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
    }
    # NamedTemporaryFile makes files of mode 0600.
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secrets-", delete_on_close=False) as draft:
        json.dump(fresh, draft)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            # A link, not a rename: of two first starts one wins, and the other reads the winner's keys.
            os.link(draft.name, path)
        except FileExistsError:
            return
