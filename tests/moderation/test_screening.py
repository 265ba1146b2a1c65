"""What screening sees, and that it sees nothing else."""

import csv
import dataclasses
import inspect
import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ratings.kernel.actor import Actor
from ratings.moderation.commands import screen_review
from ratings.moderation.screening.detection import Text
from ratings.moderation.screening.policy import DETECTORS, HOLD_FROM, screen
from ratings.reviews.commands import Draft, submit_review
from ratings.scores import folds
from tests.dashboards import story

LONG = (
    "We ordered a washing machine in spring and it was delivered a week late, but the two people who carried it "
    "up to the fourth floor were careful and took the old one with them without being asked twice."
)


def text(body: str, **more: object) -> Text:
    return Text(**({"title": "Fine", "body": body, "language": "en"} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Write to ana.b@shop.example and ask.", "personal_data"),
        ("Call +49 30 901820 for the truth.", "personal_data"),
        ("My account is DE89 3704 0044 0532 0130 00, refund me.", "personal_data"),
        ("They charged 4111 1111 1111 1111 twice.", "personal_data"),
        ("See https://better.example/deal now.", "link"),
        ("Go to cheap-flights.com instead.", "link"),
        ("Use my code SAVE10, click here and earn money.", "advertising"),
        ("Fucking idiots, what a bunch of assholes.", "profanity"),
        ("I will kill you all.", "abuse"),
    ],
)
def test_a_signal_puts_a_text_before_a_person(body: str, kind: str) -> None:
    verdict = screen(text(body))

    assert verdict.decision == "hold"
    assert kind in {signal.kind for signal in verdict.signals}


@pytest.mark.parametrize(
    "body",
    [
        LONG,
        "Order 123456789012 came on 12.03.2026 at 14:30 for 1.299,00 EUR.",
        "Flight LH 0441, seat 12A, booking ABC123; 3 hours late.",
        "What a shit service, never again.",
        "Der Kundendienst war freundlich, die Lieferung kam am 3. Mai.",
        "Le vendeur était aimable.Tout est arrivé à temps.",
        "They charged 4111 1111 1111 1112 points to my card.",
        "Lost my bag at T5.No apology.",
    ],
)
def test_an_ordinary_text_goes_on(body: str) -> None:
    assert screen(text(body)).decision == "publish"


def test_the_companys_own_address_is_no_link() -> None:
    assert screen(text("I booked on shop.example.com.", company_domains=("example.com",))).decision == "publish"


def test_screening_knows_words_and_names_only() -> None:
    fields = {field.name for field in dataclasses.fields(Text)}

    assert fields == {"title", "body", "language", "country", "company_names", "company_domains", "similarity"}
    assert list(inspect.signature(screen).parameters) == ["text", "detectors"]


def test_scores_read_counts_priors_and_weights_only() -> None:
    statements = [value for name, value in vars(folds).items() if name.isupper() and isinstance(value, str)]
    tables = set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+([a-z]+_[a-z]+)", " ".join(statements)))

    known = {f"scores_{name}" for name in ("count", "touched", "latest", "prior", "weight", "score", "standing")}
    assert tables - {"journal_entry", "jsonb_array", "jsonb_each", "row_delta", "generate_series"} <= known


def test_every_kind_of_signal_has_its_place_in_the_policy() -> None:
    bodies = [
        "a@b.example https://x.example use my code click here fuck fuck I will kill you all nigger",
        LONG,
    ]
    kinds = {s.kind for body in bodies for d in DETECTORS for s in d.detect(text(body, similarity=Decimal(1)))}

    assert kinds == set(HOLD_FROM)


@pytest.mark.parametrize("stars", [1, 5])
def test_the_same_words_meet_the_same_decision_whatever_the_stars(committed: None, now: datetime, stars: int) -> None:
    decisions = []
    for body in ("It came in time.", "See https://better.example now."):
        ana = story.customer()
        bought = story.purchase(story.company(f"Acme {body[:2]}"), ana)
        draft = Draft(experienced_on=now.date(), title="Fine", body=body, stars={"overall": stars})
        review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)
        decisions.append(screen_review(review_id=review.pk, number=1, now=now))

    assert decisions == ["publish", "hold"]


def test_another_authors_text_with_few_changes_is_held_and_ones_own_is_not(committed: None, now: datetime) -> None:
    ana, ben = story.customer(), story.customer()
    decisions = []
    for author, body in ((ana, LONG), (ana, LONG), (ben, LONG.replace("spring", "autumn"))):
        bought = story.purchase(story.company("Acme"), author)
        draft = Draft(experienced_on=now.date(), title="Fine", body=body, stars={"overall": 4})
        review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(author.pk), now=now)
        decisions.append(screen_review(review_id=review.pk, number=1, now=now))

    assert decisions == ["publish", "publish", "hold"]


def test_the_language_of_a_text_is_told_where_its_author_did_not_name_it(committed: None, now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    body = "Die Lieferung kam pünktlich und die Leute waren freundlich."
    draft = Draft(experienced_on=now.date(), title="Gut", body=body, stars={"overall": 4})
    review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)

    screen_review(review_id=review.pk, number=1, now=now)

    assert review.revisions.get().language == "de"


def held_share(bodies: list[str]) -> float:
    return sum(screen(text(body)).decision == "hold" for body in bodies) / len(bodies)


def test_real_reviews_are_seldom_held(shared: Path) -> None:
    """Verified reviews of an airline: what is held is to be little, and swearing or contact data."""
    with (shared / "data/skytrax_british_airways/airline_reviews_clean.csv").open(encoding="utf-8") as file:
        bodies = [row["Review"] for row in csv.DictReader(file) if row["verification"] == "verified"][::3]

    assert held_share(bodies) < 0.03


def test_spam_is_held_more_often_than_ordinary_messages(shared: Path) -> None:
    with (shared / "data/sms_spam/sms_spam.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    labels = {value for row in rows for value in row if value in ("spam", "ham")}
    assert labels == {"spam", "ham"}
    spam = [max(row, key=len) for row in rows if "spam" in row]
    ham = [max(row, key=len) for row in rows if "ham" in row]

    assert held_share(spam[:400]) > 0.15
    assert held_share(ham[:400]) < 0.02


def test_marked_personal_data_is_found(shared: Path) -> None:
    """Synthetic sentences with marked data: of what has check digits or a fixed shape, most is found."""
    sentences = json.loads((shared / "data/presidio_pii/synth_dataset_v2.json").read_text())
    found = {"EMAIL_ADDRESS": [0, 0], "IBAN_CODE": [0, 0], "CREDIT_CARD": [0, 0]}
    for sentence in sentences:
        spans = [s for s in screen(text(sentence["full_text"], title="")).signals if s.kind == "personal_data"]
        for mark in sentence["spans"]:
            if mark["entity_type"] in found:
                hits, total = found[mark["entity_type"]]
                at = mark["start_position"] + 1
                hit = any(s.start is not None and s.end is not None and s.start <= at < s.end for s in spans)
                found[mark["entity_type"]] = [hits + hit, total + 1]

    recall = {kind: hits / total for kind, (hits, total) in found.items() if total}
    assert recall["EMAIL_ADDRESS"] > 0.95
    assert recall["IBAN_CODE"] > 0.9
    assert recall["CREDIT_CARD"] > 0.75


def run_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> list[dict[str, object]]:
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    call_command("screen", str(file))
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_says_what_screening_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ['{"id": "1", "text": "Mail a@b.example today."}', "", '{"text": "Die Lieferung kam pünktlich an."}']

    first, second = run_screen(tmp_path, capsys, *lines)

    assert (first["id"], first["decision"], second["id"], second["language"]) == ("1", "hold", None, "de")
    assert isinstance(first["signals"], list)
    seen = [(signal["kind"], signal["start"], signal["end"]) for signal in first["signals"]]
    assert seen == [("personal_data", 5, 16)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: text"),
        ('{"title": "x"}', "line 1: text"),
        ('{"text": "x", "stars": 5}', "line 1: stars"),
        ('{"text": "a\\u0000b"}', "line 1"),
    ],
)
def test_the_command_names_the_line_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        run_screen(tmp_path, capsys, line)
