"""The data folder: named by EVENHAND_DATA, or by `--data DIR` on any command line."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from embedded.stop import Stop

REPOSITORY = Path(__file__).resolve().parents[2]


def data_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the embedded servers, keys and mail (EVENHAND_DATA, default .evenhand/)."""
    return Path(environment.get("EVENHAND_DATA") or REPOSITORY / ".evenhand").expanduser().resolve()


def take_data_folder(argv: list[str]) -> list[str]:
    """Return the arguments without `--data DIR`, which every command takes and which becomes EVENHAND_DATA."""
    kept: list[str] = []
    rest = iter(argv)
    for argument in rest:
        if argument == "--":
            return [*kept, argument, *rest]
        name, equals, value = argument.partition("=")
        if name != "--data":
            kept.append(argument)
            continue
        folder = value if equals else next(rest, "")
        if not folder:
            raise Stop("--data names no folder; write --data DIR.", code=2)
        os.environ["EVENHAND_DATA"] = str(Path(folder).expanduser().resolve())
    return kept


def keep_bytecode(folder: Path) -> None:
    """
    Keep compiled modules in this folder, in this process and its children, where Python may keep them nowhere.

    Without any, each process of the site compiles its 3,000 modules anew, which takes it three seconds.
    """
    if not sys.dont_write_bytecode:
        return
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(folder)
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}
