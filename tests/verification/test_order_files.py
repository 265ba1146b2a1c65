"""Orders as a file: what shops and spreadsheets write is read, and what is wrong is named by row and column."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid
from ratings.verification.commands import register_order_file
from ratings.verification.models import Invitation, Order
from ratings.verification.rules import read_orders
from tests.dashboards import story

OPERATOR = Actor.operator()
DAY = "2026-11-20"


def fields_of(data: bytes) -> dict[str, str]:
    try:
        _rows, wrong = read_orders(data, most=1000)
    except Invalid as refusal:
        wrong = refusal.fields
    return {name: str(words) for name, words in wrong.items()}


@pytest.mark.parametrize(
    "text",
    [
        "order,ordered_on,email,locale\nA-1,2026-11-20,ana@mail.example,de\n",
        "\ufefforder;ordered_on;email;locale\r\nA-1;20.11.2026;ana@mail.example;de\r\n",
        "locale;EMAIL; Ordered_On ;Order\nde;ana@mail.example;2026-11-20T23:10:00+01:00;A-1",
        '"order","ordered_on","email","locale"\n"A-1","2026-11-20","ana@mail.example","de"\n\n,,,\n',
        "order,ordered_on,email,locale\rA-1,20.11.2026,ana@mail.example,de\r",
        'order;ordered_on;email;locale;\n="A-1";20.11.2026;ana@mail.example;de;\n',
    ],
)
def test_a_file_is_read_however_a_spreadsheet_writes_it(text: str) -> None:
    (row,), wrong = read_orders(text.encode(), most=1000)

    assert not wrong

    assert (row.number, row.order, row.ordered_on) == (2, "A-1", date(2026, 11, 20))
    assert (row.email, row.locale) == ("ana@mail.example", "de")


def test_columns_that_may_be_left_out_are() -> None:
    rows, _wrong = read_orders(b"ordered_on,order\n2026-11-20,A-1\n\n2026-11-20,A-2\n", most=1000)

    assert [(row.number, row.order, row.email, row.locale) for row in rows] == [
        (2, "A-1", None, None),
        (4, "A-2", None, None),
    ]


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "file", "order is missing"),
        ("\ufeff", "file", "order is missing"),
        ("number,day\nA-1,2026-11-20", "file", "order is missing"),
        ("order,email\nA-1,x@y.example", "file", "ordered_on is missing"),
        ("order,ordered_on,name\nA-1,2026-11-20,Ana", "file", "Leave out the columns"),
        ("order,ordered_on,order\nA-1,2026-11-20,A-1", "file", "name each once"),
        ("order,ordered_on\n", "file", "no order"),
        ("order,ordered_on\n\n,,\n", "file", "no order"),
        ('order,ordered_on\n"A-1,2026-11-20\n', "file", "not CSV"),
        ('order,ordered_on\n"A"-1,2026-11-20\n', "file", "line 2"),
        ("order,ordered_on\nA-1,2026-11-20,x\n", "rows.2.3", "more cells"),
        ("order,ordered_on\n,2026-11-20\n", "rows.2.order", "fill this in"),
        ("order,ordered_on\nA-1,20/11/2026\n", "rows.2.ordered_on", "2026-11-20"),
        ("order,ordered_on\nA-1\n", "rows.2.ordered_on", "2026-11-20"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(text: str, field: str, words: str) -> None:
    found = fields_of(text.encode())

    assert words in found[field]


def test_a_file_in_another_encoding_or_too_large_says_what_to_do() -> None:
    assert "CSV UTF-8" in fields_of("order,ordered_on\nÄ-1,2026-11-20".encode("cp1252"))["file"]
    assert "CSV UTF-8" in fields_of("order,ordered_on\nA-1,2026-11-20".encode("utf-16"))["file"]
    assert "1 MiB" in fields_of(b"x" * (2**20 + 1))["file"]
    many = "order,ordered_on\n" + "".join(f"A-{number},2026-11-20\n" for number in range(1001))
    assert "1001 orders" in fields_of(many.encode())["file"]
    assert "pieces" in fields_of(many.encode())["file"]


@given(st.binary(max_size=300) | st.text(alphabet='",;\n\r =+-@A1', max_size=200).map(str.encode))
def test_no_file_is_answered_with_a_failure(data: bytes) -> None:
    for given_data in (data, b"order;ordered_on;email\n" + data):
        with suppress(Invalid):
            rows, wrong = read_orders(given_data, most=1000)
            assert all(row.order for row in rows)
            assert rows or wrong


def register(acme_id: int, text: str, now: datetime, *, actor: Actor = OPERATOR) -> int:
    done = register_order_file(company_id=acme_id, data=text.encode(), actor=actor, now=now)
    return sum(one.is_new for _row, one in done)


def test_all_wrong_rows_are_named_by_row_and_column_and_none_is_registered(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    text = (
        f"order;email;ordered_on;locale\nA-1;ana@mail.example;{DAY};de\n\n"
        f"--;;{DAY};\nA-3;nobody;{DAY};\nA-4;;1999-01-01;\nA-5;;{DAY};xx yy\nA-6;;3/4/2026;\nA-7;;{DAY};;x\n"
    )

    with pytest.raises(Invalid) as refusal:
        register(acme.pk, text, now)

    assert list(refusal.value.fields) == [
        "rows.4.order",
        "rows.5.email",
        "rows.6.ordered_on",
        "rows.7.locale",
        "rows.8.ordered_on",
        "rows.9.5",
    ]
    assert not Order.objects.exists()


def test_a_file_sent_twice_registers_once_and_other_people_register_nothing(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    text = f"order,ordered_on,email,locale\nA-1,{DAY},ana@mail.example,de_AT\nA-2,{DAY},,\n"

    assert (register(acme.pk, text, now), register(acme.pk, text, now)) == (2, 0)
    assert Invitation.objects.get().order.locale == "de-AT"
    with pytest.raises(Forbidden):
        register(acme.pk, text, now, actor=Actor.customer(1))


def test_cells_that_look_like_formulas_are_texts_and_are_kept_nowhere(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    text = f'order,ordered_on\n"=HYPERLINK(""http://evil.example"",""x"")",{DAY}\n@SUM(1),{DAY}\n+1-2,{DAY}\n'

    assert register(acme.pk, text, now) == 3
    with pytest.raises(Invalid) as refusal:
        register(acme.pk, f"order,ordered_on,email\nA-9,{DAY},=cmd|' /C calc'!A0\n", now)
    assert "cmd" not in str(refusal.value), "what was wrong is not given back"
