"""docs/holds.md says which test shows each promise; here those tests are held to exist."""

import ast
import re

import pytest

from tests.servers import ROOT

NAMED = re.compile(r"tests/[\w/]+\.py(?:::\w+)+")
SKIPPING = ("skip", "skipif", "xfail")


def _promises() -> list[str]:
    path = ROOT / "docs" / "holds.md"
    return sorted(set(NAMED.findall(path.read_text())))


def _definition(name: str) -> ast.FunctionDef | ast.ClassDef | None:
    path, *names = name.split("::")
    file = ROOT / path
    if not file.exists():
        return None
    scope: list[ast.stmt] = ast.parse(file.read_text()).body
    found = None
    for part in names:
        kinds = (ast.FunctionDef, ast.ClassDef)
        found = next((node for node in scope if isinstance(node, kinds) and node.name == part), None)
        scope = found.body if found else []
    return found


def test_promises_are_listed() -> None:
    assert _promises()


@pytest.mark.parametrize("name", _promises())
def test_the_test_that_shows_a_promise_exists_and_is_run(name: str) -> None:
    definition = _definition(name)

    assert definition is not None, f"docs/holds.md names {name}, which does not exist"
    assert definition.name.startswith(("test_", "Test"))
    marks = [ast.unparse(decorator) for decorator in definition.decorator_list]
    assert not [mark for mark in marks if any(f"mark.{word}" in mark for word in SKIPPING)]
