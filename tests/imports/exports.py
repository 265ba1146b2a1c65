"""Exports of another platform, as tests write them."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ratings.imports.commands import ReviewImport, import_reviews
from ratings.imports.maps import map_of
from ratings.imports.reading import RowFile
from ratings.imports.report import Report
from ratings.kernel.actor import Actor

MAP: dict[str, Any] = {
    "columns": {"id": "id", "title": "title", "text": "text", "language": "language"},
    "scale": {
        "overall": {"column": "rating", "lowest": 1, "highest": 10, "rule": "ceil-half", "none": ["na"]},
        "value": {"column": "value", "lowest": 1, "highest": 5, "rule": "as-is"},
    },
    "dates": {
        "published": {"column": "published", "shapes": ["%Y-%m-%d", "%o %B %Y", "%m/%d/%Y"]},
        "experienced": {"column": "experienced", "shapes": ["%Y-%m-%d", "%B %Y"]},
    },
    "verified": {"column": "checked", "values": ["yes"]},
    "reply": {"text": "answer", "published": "answered", "shapes": ["iso-8601"]},
    "company": {"name": "company", "domain": "domain", "country": "country", "default_country": "BE"},
}
ROW = {
    "id": "r1",
    "title": "Good",
    "text": "The parcel came on the day that they had named.",
    "language": "en",
    "rating": "9",
    "value": "4.0",
    "published": "2025-03-10",
    "experienced": "2025-02-01",
    "checked": "yes",
    "answer": "",
    "answered": "",
    "company": "Acme",
    "domain": "",
    "country": "",
    "author": "Ana",
}


def changed(**changes: object) -> dict[str, Any]:
    """Return the map with some tables in the place of others."""
    return MAP | changes


def rows(*changes: dict[str, str]) -> list[dict[str, str]]:
    """Return one row for each set of changes, with ids r1, r2, … where none is given."""
    return [ROW | {"id": f"r{number}"} | change for number, change in enumerate(changes, 1)]


def write_csv(path: Path, found: Sequence[Mapping[str, str]]) -> Path:
    """Write rows as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def write_map(path: Path) -> Path:
    """Write the map as TOML, whose values are JSON's here."""
    lines = []
    for name, table in MAP.items():
        inner = {f"{name}.{key}": value for key, value in table.items() if isinstance(value, dict)}
        for heading, values in (inner or {name: table}).items():
            lines += [f"[{heading}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def take(path: Path, now: datetime, **options: Any) -> Report:
    """Import a file by the map, for the source Tribune."""
    asked: dict[str, Any] = {
        "by": map_of(MAP),
        "source": "Tribune",
        "country": "",
        "may_create": True,
        "is_dry": False,
        "actor": Actor.operator(),
        "now": now,
    }
    report = Report()
    import_reviews(file=RowFile(path), by=ReviewImport(**(asked | options)), report=report, tell=lambda _: None)
    return report
