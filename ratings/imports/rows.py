"""From one row of an export to one review as we would keep it, or the reason why not. Pure."""

import hashlib
import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ratings.imports.maps import Dates, ReviewMap
from ratings.imports.rules import Moment, Skipped, moment, skip_unless_timely
from ratings.kernel.languages import LANGUAGES, detect_language
from ratings.kernel.texts import LANGUAGE_TAG, clean_text
from ratings.replies.rules import LONGEST_REPLY
from ratings.reviews.rules import LONGEST_BODY, LONGEST_TITLE

LONGEST_ID = 120
LONGEST_ANYTHING = 1_000_000
TITLE_FROM_WORDS = 80
ENOUGH_TO_TELL = 300
"""So many characters tell a language as well as the whole text does, in a third of the time."""


@dataclass(frozen=True, slots=True)
class CompanyKey:
    """What a row says of its company; empty where it says nothing."""

    name: str
    lei: str
    domain: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReply:
    """A company's answer at the source."""

    body: str
    language: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReview:
    """A review that its source checked; `stars` by dimension, times in UTC."""

    source_row: str
    company: CompanyKey
    title: str
    body: str
    language: str
    stars: Mapping[str, int]
    experienced_on: date
    published_at: datetime
    written_at: datetime
    reply: FoundReply | None
    reply_problem: str = ""


def found_review(values: Mapping[str, str], by: ReviewMap, *, now: datetime) -> FoundReview:
    """Return the review that a row holds; Skipped says why it is not taken, Invalid which field cannot be read."""
    if _text(values, by.verified) not in by.verified_values:
        raise Skipped("not-verified")
    source_row = source_row_of(values, by)
    stars = _stars(values, by)
    published = _moment(values, by.published)
    experienced = _moment(values, by.experienced)
    skip_unless_timely(experienced, published, now=now)
    title, body = _words(values, by)
    reply, reply_problem = _reply(values, by)
    return FoundReview(
        source_row=source_row,
        company=_company(values, by),
        title=title,
        body=body,
        language=language_of(_text(values, by.language), body),
        stars=stars,
        experienced_on=experienced.at.date(),
        published_at=published.at,
        written_at=_updated(values, by) or published.at,
        reply=reply,
        reply_problem=reply_problem,
    )


def _text(values: Mapping[str, str], column: str) -> str:
    return values.get(column, "").strip() if column else ""


def source_row_of(values: Mapping[str, str], by: ReviewMap) -> str:
    """Return the row's id at its source, or a hash of the columns that stand for one. Raises Skipped, Invalid."""
    parts = [clean_text(column, values.get(column, ""), longest=LONGEST_ANYTHING, shortest=0) for column in by.ids]
    if not any(parts):
        raise Skipped("id-missing")
    if not by.is_id_made and len(parts[0]) <= LONGEST_ID:
        return parts[0]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _stars(values: Mapping[str, str], by: ReviewMap) -> dict[str, int]:
    given = {name: scale.stars(_text(values, scale.column)) for name, scale in by.scales.items()}
    if given["overall"] is None:
        raise Skipped("rating-missing")
    return {name: stars for name, stars in given.items() if stars is not None}


def _moment(values: Mapping[str, str], dates: Dates) -> Moment:
    text = _text(values, dates.column)
    if not text:
        raise Skipped("date-missing")
    found = moment(text, dates.shapes)
    if found is None:
        raise Skipped("date-unreadable")
    return found


def _updated(values: Mapping[str, str], by: ReviewMap) -> datetime | None:
    if by.updated is None or not _text(values, by.updated.column):
        return None
    return _moment(values, by.updated).at


def _words(values: Mapping[str, str], by: ReviewMap) -> tuple[str, str]:
    body = clean_text(by.text, values.get(by.text, ""), longest=LONGEST_ANYTHING, shortest=0)
    title = clean_text(by.title, values.get(by.title, ""), longest=LONGEST_ANYTHING, shortest=0)
    body = body or title
    if not body:
        raise Skipped("no-words")
    title = title or textwrap.shorten(body, TITLE_FROM_WORDS, placeholder="…")
    if len(body) > LONGEST_BODY or len(title) > LONGEST_TITLE:
        raise Skipped("words-too-long")
    return title, body


def language_of(label: str, body: str) -> str:
    """
    Return a source's label where it is one of our languages, else what the words are most probably in.

    >>> language_of("fr-BE", "Très bien"), language_of("af", "Ik ben heel tevreden over deze bank en haar mensen.")
    ('fr', 'nl')
    """
    primary = label.lower().split("-")[0].split("_")[0] if LANGUAGE_TAG.match(label) else ""
    return primary if primary in LANGUAGES else detect_language(body[:ENOUGH_TO_TELL])


def _reply(values: Mapping[str, str], by: ReviewMap) -> tuple[FoundReply | None, str]:
    """Return the reply, or none and why; a review is not lost for what is wrong with its reply."""
    if by.reply_published is None or not _text(values, by.reply_text):
        return None, ""
    body = clean_text(by.reply_text, values[by.reply_text], longest=LONGEST_ANYTHING)
    published = moment(_text(values, by.reply_published.column), by.reply_published.shapes)
    if published is None:
        return None, "date-unreadable"
    if len(body) > LONGEST_REPLY:
        return None, "words-too-long"
    return FoundReply(body=body, language=language_of("", body), published_at=published.at), ""


def _company(values: Mapping[str, str], by: ReviewMap) -> CompanyKey:
    return CompanyKey(
        name=" ".join(_text(values, by.company_name).split()),
        lei=_text(values, by.company_lei),
        domain=_text(values, by.company_domain),
        country=_text(values, by.company_country),
    )
