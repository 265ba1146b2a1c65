from datetime import UTC, date, datetime

import pytest

from ratings.imports.maps import map_of
from ratings.imports.rows import found_review, source_row_of
from ratings.imports.rules import Skipped
from ratings.kernel.refusals import Invalid
from tests.imports.exports import MAP, ROW, changed

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BY = map_of(MAP)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"checked": "no"}, "not-verified"),
        ({"checked": ""}, "not-verified"),
        ({"rating": "na"}, "rating-missing"),
        ({"rating": ""}, "rating-missing"),
        ({"rating": "11"}, "rating-out-of-scale"),
        ({"rating": "2.5"}, "rating-out-of-scale"),
        ({"value": "7"}, "rating-out-of-scale"),
        ({"rating": "good"}, "rating-unreadable"),
        ({"rating": "NaN"}, "rating-out-of-scale"),
        ({"published": "10.3.2025"}, "date-unreadable"),
        ({"published": ""}, "date-missing"),
        ({"experienced": ""}, "date-missing"),
        ({"published": "1970-01-01"}, "date-implausible"),
        ({"published": "2026-12-01", "experienced": "2026-11-01"}, "published-in-future"),
        ({"experienced": "2024-03-09"}, "experience-too-old"),
        ({"experienced": "2025-03-12"}, "experience-in-future"),
        ({"experienced": "April 2025"}, "experience-in-future"),
        ({"title": " ", "text": ""}, "no-words"),
        ({"text": "x" * 10_001}, "words-too-long"),
        ({"id": " "}, "id-missing"),
    ],
)
def test_a_row_that_is_not_taken_is_skipped_for_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(Skipped) as skipped:
        found_review(ROW | change, BY, now=NOW)

    assert skipped.value.reason == reason


def test_a_row_becomes_stars_and_dates_by_the_map() -> None:
    found = found_review(ROW | {"published": "21st August 2025", "experienced": "August 2024"}, BY, now=NOW)

    assert found.stars == {"overall": 5, "value": 4}
    assert found.published_at == datetime(2025, 8, 21, tzinfo=UTC)
    assert found.experienced_on == date(2024, 8, 1)


def test_twelve_months_are_measured_at_the_source_s_publication_to_the_day() -> None:
    assert found_review(ROW | {"experienced": "2024-03-10"}, BY, now=NOW).experienced_on == date(2024, 3, 10)


@pytest.mark.parametrize("column", ["id", "title", "text", "answer"])
def test_characters_that_no_text_has_fail_the_row_by_the_name_of_their_column(column: str) -> None:
    for wrong in ("a\x00b", "a\ud800b"):
        with pytest.raises(Invalid) as refusal:
            found_review(ROW | {column: wrong}, BY, now=NOW)

        assert list(refusal.value.fields) == [column]


def test_a_label_that_is_not_one_of_our_languages_is_not_believed() -> None:
    dutch = ROW | {"language": "af", "text": "Ik ben heel tevreden over deze bank en over haar medewerkers."}

    assert found_review(dutch, BY, now=NOW).language == "nl"


def test_without_a_title_the_first_words_stand_for_it() -> None:
    found = found_review(ROW | {"title": "", "text": "word " * 100}, BY, now=NOW)

    assert found.title.startswith("word word")
    assert len(found.title) <= 80


def test_a_row_without_an_id_gets_the_same_one_each_time_from_what_identifies_it() -> None:
    made = map_of(changed(columns={"id": ["author", "published"], "text": "text"}))

    assert source_row_of(ROW, made) == source_row_of(dict(ROW), made)
    assert source_row_of(ROW, made) != source_row_of(ROW | {"author": "Ben"}, made)
    assert "Ana" not in source_row_of(ROW, made)


def test_a_review_is_not_lost_for_what_is_wrong_with_its_reply() -> None:
    found = found_review(ROW | {"answer": "We are glad.", "answered": "soon"}, BY, now=NOW)

    assert found.reply is None
    assert found.reply_problem == "date-unreadable"
