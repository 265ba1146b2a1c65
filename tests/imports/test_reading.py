import json
from pathlib import Path

import pytest

from ratings.imports.reading import Row, RowFile
from ratings.kernel.refusals import Invalid

COLUMNS = ["id", "text"]


def read(path: Path) -> list[Row]:
    return list(RowFile(path).rows(columns=COLUMNS, needed=COLUMNS))


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "with BOM"])
@pytest.mark.parametrize(
    "text",
    [
        'id,text\n1,"Größe, gut"\n2,b\n',
        '[{"id": 1, "text": "Größe, gut"}, {"id": 2, "text": "b"}]',
        '{"id": 1, "text": "Größe, gut"}\n\n{"id": 2, "text": "b"}\n',
    ],
    ids=["CSV", "array", "lines"],
)
def test_rows_are_the_same_in_each_form(text: str, bom: bytes, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(bom + text.encode())

    assert read(path) == [Row(1, {"id": "1", "text": "Größe, gut"}), Row(2, {"id": "2", "text": "b"})]


def test_nested_json_has_dotted_columns(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"id": 1, "text": "a", "labels": {"isVerified": True, "level": None}, "tags": ["x"]}]))

    (row,) = read(path)

    assert row.values == {"id": "1", "text": "a", "labels.isVerified": "true", "labels.level": ""}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        ("id,text\n1,gut\n2,Gr\xf6\xdfe\n".encode("latin-1"), "is not UTF-8: see line 3"),
        ("id,text\n1,\u00e9".encode()[:-1], "is not UTF-8: see line 2"),
        ("id,text\n1,a\n".encode("utf-16"), "is not UTF-8: see line 1"),
        (b"id,words\n1,a\n", "has no column text; it has: id, words"),
        (b"id,text,id\n1,a,2\n", "The column id stands twice"),
        (b'[{"id": 1, "words": "a"}]', "has no column text"),
        (b'[{"id": 1, "text": "a"}, {"id": 2, "text"', "breaks off at row 2"),
        (b'{"reviews": [\n{"id": 1}]}', "neither an array of objects nor one JSON object a line"),
    ],
)
def test_a_wrong_file_is_refused_in_words_that_say_where(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(content)

    with pytest.raises(Invalid) as refusal:
        read(path)

    assert words in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        RowFile(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("id,text\n1,a\n2\n3,c\n", [2]),
        ('id,text\n1,a\n2,b,c\n3,"c\n', [2, 3]),
        ('{"id": 1, "text": "a"}\n{"id": \n[3]\n', [2, 3]),
        ('[{"id": 1, "text": "a"}, 2, null]', [2, 3]),
    ],
)
def test_a_row_that_cannot_be_read_fails_by_its_number_and_stops_no_other(
    text: str, failed: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "export"
    path.write_text(text)

    found = read(path)

    assert found[0].values is not None
    assert [row.number for row in found if row.problem] == failed
