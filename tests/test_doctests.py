import doctest
from importlib import import_module
from pathlib import Path

import pytest

from tests.servers import ROOT


def _modules_with_examples() -> list[str]:
    found = []
    for source in (ROOT, ROOT / "platform"):
        for package in ("ratings",) if source == ROOT else [folder.name for folder in source.iterdir()]:
            found += [_name(path, source) for path in (source / package).rglob("*.py") if ">>> " in path.read_text()]
    return sorted(found)


def _name(path: Path, source: Path) -> str:
    return ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", _modules_with_examples())
def test_every_example_in_a_docstring_is_true(name: str) -> None:
    result = doctest.testmod(import_module(name))

    assert result.attempted
    assert not result.failed
