"""What the environment says, read once, typed, and refused by name when it is wrong."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def data_directory() -> Path:
    """Return the folder of the embedded servers, keys and mail (EVENHAND_DATA, default .evenhand/)."""
    return Path(os.environ.get("EVENHAND_DATA") or REPOSITORY / ".evenhand").expanduser().resolve()
