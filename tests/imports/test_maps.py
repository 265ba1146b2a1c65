from pathlib import Path
from typing import Any

import pytest

from ratings.imports.maps import SHIPPED, find_map, map_of, read_map
from ratings.kernel.refusals import Invalid
from tests.imports.exports import MAP, changed

SCALE = MAP["scale"]["overall"]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_map_can_be_read_by_its_name(path: Path) -> None:
    assert read_map(find_map(path.stem)).scales["overall"]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (changed(columns={"id": "id"}), "columns.text"),
        (changed(columns=MAP["columns"] | {"colour": "x"}), "columns.colour"),
        (changed(columns=MAP["columns"] | {"title": 3}), "columns.title"),
        (changed(scale={}), "scale.overall"),
        (changed(scale={"overall": SCALE, "taste": SCALE}), "scale.taste"),
        (changed(scale={"overall": SCALE | {"rule": "guess"}}), "scale.overall.rule"),
        (changed(scale={"overall": SCALE | {"highest": 7}}), "scale.overall.rule"),
        (changed(scale={"overall": SCALE | {"rule": "linear", "lowest": 10}}), "scale.overall.highest"),
        (changed(scale={"overall": SCALE | {"lowest": "1"}}), "scale.overall.lowest"),
        (changed(dates={"published": MAP["dates"]["published"]}), "dates.experienced"),
        (changed(dates=MAP["dates"] | {"published": {"column": "x", "shapes": ["d/m/Y"]}}), "dates.published.shapes"),
        (changed(verified={"column": "checked"}), "verified.values"),
        (changed(verified={"column": "checked", "values": []}), "verified.values"),
        (changed(reply={"text": "answer"}), "reply.published"),
        (changed(company={"name": "company", "default_country": "Atlantis"}), "company.default_country"),
        (changed(company="Acme"), "company"),
    ],
)
def test_a_wrong_key_of_a_map_is_refused_by_its_name(table: dict[str, Any], key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        map_of(table)

    assert f"key {key} " in str(refusal.value)


@pytest.mark.parametrize(("text", "words"), [("[colums]\n", "colums"), ("[columns\n", "not TOML"), ("é", "not TOML")])
def test_a_map_that_is_none_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="latin-1")

    with pytest.raises(Invalid) as refusal:
        read_map(path)

    assert words in str(refusal.value)


def test_a_map_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(Invalid) as refusal:
        find_map("nowhere")

    assert "trustpilot_keytrade" in str(refusal.value)
