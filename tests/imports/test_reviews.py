from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ratings.companies.models import Company
from ratings.imports.maps import map_of
from ratings.imports.report import Report
from ratings.journal.models import Entry
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.canonical import commitment
from ratings.kernel.refusals import Forbidden, Invalid
from ratings.moderation.commands import screen_imports
from ratings.replies.models import Reply
from ratings.reviews.models import Review, Revision, Stars, Words
from ratings.scores.commands import freeze_prior
from ratings.scores.models import Count, Prior, Score, Standing
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.imports.exports import ROW, changed, rows, take, write_csv, write_map
from tests.together import at_once


def tables() -> list[int]:
    return [model.objects.count() for model in (Company, Purchase, Review, Revision, Words, Stars, Reply)]


@pytest.mark.django_db
def test_an_imported_review_waits_for_screening_without_an_author_under_its_source_s_date(
    tmp_path: Path, now: datetime
) -> None:
    report = take(write_csv(tmp_path / "export.csv", rows({})), now)

    review = Review.objects.select_related("purchase", "company").get()
    assert (report.read, report.taken, report.waiting) == (1, 1, 1)
    assert (review.state, review.method, review.source, review.author_id) == ("screening", "imported", "Tribune", None)
    assert (review.is_counted, review.live_revision, review.experienced_on) == (False, None, date(2025, 2, 1))
    assert review.published_at == review.submitted_at == datetime(2025, 3, 10, tzinfo=UTC)
    bought = review.purchase
    assert (bought.method, bought.group, bought.state, bought.customer_id) == ("imported", "none", "accepted", None)
    assert (bought.source, bought.source_row, bought.decided_at) == ("Tribune", "r1", review.published_at)
    assert (review.company.name, review.company.country) == ("Acme", "BE")
    words = Words.objects.select_related("revision").get()
    said = {"title": ROW["title"], "body": ROW["text"]}
    assert words.revision.commitment == commitment(bytes(words.salt), {**said})


@pytest.mark.django_db
def test_taking_a_file_twice_doubles_nothing(tmp_path: Path, now: datetime) -> None:
    path = write_csv(tmp_path / "export.csv", rows({}, {"answer": "Thank you.", "answered": "2025-03-12"}))
    take(path, now)
    before = tables()

    again = take(path, now)

    assert (again.taken, again.skipped) == (0, {"known": 2})
    assert tables() == before
    assert take(path, now, source="Gazette").taken == 2


@pytest.mark.django_db
def test_every_row_is_taken_skipped_by_a_reason_or_failed(tmp_path: Path, now: datetime) -> None:
    found = rows({}, {"id": "r1"}, {"checked": "no"}, {"rating": "na"}, {"text": "\x01"}, {"company": ""})
    report = take(write_csv(tmp_path / "export.csv", found), now)

    assert (report.read, report.taken) == (6, 1)
    expected = {"duplicate-in-file": 1, "not-verified": 1, "rating-missing": 1, "company-missing": 1}
    assert report.skipped == expected
    assert [row for row, _why in report.failures] == [5]


@pytest.mark.django_db
def test_a_dry_run_writes_nothing_and_reports_the_same(tmp_path: Path, now: datetime) -> None:
    changes = [{}, {"id": "r1"}, {"company": "Bolt"}, {"company": "Bolt"}, {"rating": "0"}]
    path = write_csv(tmp_path / "export.csv", rows(*changes))

    dry = take(path, now, is_dry=True)

    assert tables() == [0] * 7
    assert dry == take(path, now)


@pytest.mark.django_db
def test_companies_are_found_by_domain_then_by_name_and_else_opened(tmp_path: Path, now: datetime) -> None:
    acme = story.company("Acme International", domains=("acme.example",))
    bolt = story.company("Bolt")
    found = rows({"domain": "www.acme.example"}, {"company": "bolt"}, {"company": "Carl Goods"}, {"company": "Bolt"})

    report = take(write_csv(tmp_path / "export.csv", found), now)

    by_row = dict(Review.objects.values_list("purchase__source_row", "company_id"))
    assert (by_row["r1"], by_row["r2"], by_row["r4"]) == (acme.pk, bolt.pk, bolt.pk)
    assert (report.taken, report.companies) == (4, 1)
    assert Company.objects.get(pk=by_row["r3"]).slug == "carl-goods"


@pytest.mark.django_db
def test_one_name_for_two_companies_is_settled_by_the_country_or_left_alone(tmp_path: Path, now: datetime) -> None:
    story.company("Acme", country="DE")
    french = story.company("Acme", country="FR")

    report = take(write_csv(tmp_path / "export.csv", rows({"country": "FR"}, {})), now)

    assert Review.objects.get().company_id == french.pk
    assert report.skipped == {"company-ambiguous": 1}


@pytest.mark.django_db
def test_without_leave_to_open_companies_rows_of_unknown_ones_are_skipped(tmp_path: Path, now: datetime) -> None:
    story.company("Bolt")

    report = take(write_csv(tmp_path / "export.csv", rows({}, {"company": "Bolt"})), now, may_create=False)

    assert (report.taken, report.skipped) == (1, {"company-unknown": 1})
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_a_person_in_business_is_not_opened_as_a_company(tmp_path: Path, now: datetime) -> None:
    report = take(write_csv(tmp_path / "export.csv", rows({"company": "Blumen Sommer e. K."})), now)

    assert report.skipped == {"company-a-person": 1}


@pytest.mark.django_db
def test_nothing_of_the_author_is_kept(tmp_path: Path, now: datetime) -> None:
    take(write_csv(tmp_path / "export.csv", rows({"author": "Quentin Zephyr"})), now)

    kept = [*Purchase.objects.values(), *Review.objects.values(), *Revision.objects.values(), *Words.objects.values()]
    assert "Zephyr" not in str(kept)


@pytest.mark.django_db
def test_only_the_operator_imports_and_a_country_must_come_from_somewhere(tmp_path: Path, now: datetime) -> None:
    path = write_csv(tmp_path / "export.csv", rows({}))
    with pytest.raises(Forbidden):
        take(path, now, actor=Actor.customer(1))
    with pytest.raises(Invalid) as unnamed:
        take(path, now, source=" ")
    with pytest.raises(Invalid) as placeless:
        take(path, now, by=map_of(changed(company={"name": "company"})))

    assert [list(refusal.value.fields) for refusal in (unnamed, placeless)] == [["source"], ["country"]]


def test_two_imports_at_once_double_nothing(tmp_path: Path, now: datetime, committed: None) -> None:
    changes = [{"company": f"Company {n % 7}"} for n in range(300)]
    path = write_csv(tmp_path / "export.csv", rows(*changes))

    reports = at_once(lambda: take(path, now), lambda: take(path, now))

    assert sum(report.taken for report in reports if isinstance(report, Report)) == 300
    assert (Company.objects.count(), Review.objects.count(), Words.objects.count()) == (7, 300, 300)


@pytest.fixture
def rated(now: datetime, committed: None) -> Company:
    """A company with a score."""
    acme = story.company("Acme", country="BE")
    for stars in (5, 4, 4, 2, 5, 1):
        story.review(acme, stars=stars)
    drain(clock=lambda: now)
    freeze_prior(now=now)
    drain(clock=lambda: now)
    return acme


def test_imported_reviews_are_shown_and_move_no_score_prior_or_rank(
    rated: Company, tmp_path: Path, now: datetime
) -> None:
    def standing() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (Score, Prior, Standing)]

    before = standing()
    assert before[0]
    path = write_csv(tmp_path / "export.csv", rows(*[{"rating": "1"}] * 9))
    take(path, now)

    assert screen_imports(limit=100, now=now) == 9
    drain(clock=lambda: now)
    tomorrow = now + timedelta(days=1)
    assert freeze_prior(now=tomorrow)
    drain(clock=lambda: tomorrow)

    assert standing() == before
    assert Review.objects.filter(method="imported", state="published").count() + _held() == 9
    entry = Entry.objects.filter(kind="review.published", data__method="imported").first()
    assert entry is not None
    assert (entry.data["month"], entry.data["counted"], entry.data["new"][0]) == ("2025-03", False, 1)
    months = set(Count.objects.filter(method="imported").values_list("company_id", "month"))
    assert months == {(rated.pk, 2025 * 12 + 2)}


def _held() -> int:
    return Review.objects.filter(method="imported", state="held").count()


def test_a_reply_is_shown_with_its_review_under_its_own_date(committed: None, tmp_path: Path, now: datetime) -> None:
    take(write_csv(tmp_path / "export.csv", rows({"answer": "We are glad to hear it.", "answered": "2025-03-12"})), now)
    assert Reply.objects.get().state == "screening"

    screen_imports(limit=10, now=now)
    drain(clock=lambda: now)

    reply = Reply.objects.select_related("review", "words").get()
    assert (reply.state, reply.review.state, reply.source, reply.position) == ("live", "published", "Tribune", "")
    assert reply.published_at == datetime(2025, 3, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_the_command_ends_with_one_line_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "export.csv", rows({}, {"checked": "no"}))
    map_path = write_map(tmp_path / "map.toml")

    call_command("import_reviews", str(path), "--map", str(map_path), "--source", "Tribune", "--json")

    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == '{"read": 2, "taken": 1, "skipped": {"not-verified": 1}, "failed": 0}'
    assert "1 imported reviews wait for screening" in said.err


@pytest.mark.django_db
def test_a_file_that_breaks_off_keeps_whole_batches_and_says_how_many(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    found = ",".join(str(row).replace("'", '"') for row in rows(*[{} for _ in range(2500)]))
    path.write_text(f"[{found}, {{")

    with pytest.raises(CommandError) as error:
        call_command("import_reviews", str(path), "--map", str(write_map(tmp_path / "map.toml")), "--source", "Tribune")

    assert "breaks off at row 2501" in str(error.value)
    assert "2000 rows were taken before that; a rerun continues" in str(error.value)
    assert Review.objects.count() == 2000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing.csv", "--map", "trustpilot_keytrade"),
        ("export.csv", "--map", "nothing"),
        ("export.csv", "--map", "trustpilot_keytrade"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(tmp_path / "export.csv", rows({}))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError) as error:
        call_command("import_reviews", *arguments, "--source", "Tribune")

    assert "\n" not in str(error.value)
    assert Review.objects.count() == 0
