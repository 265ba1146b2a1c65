"""A document is shown: redrawn, sealed, compared with what was shown before, and put before a person."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog
from django.conf import settings
from django.db import connection
from PIL import Image

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refusal, Refused
from ratings.verification.commands import accept_inspected, read_file, refuse_inspected, show_document
from ratings.verification.models import Band, Inspection, Purchase, Resemblance, SealedFile
from ratings.verification.pages.likeness import likeness
from ratings.verification.rules import looks_like, probes_of
from tests.dashboards import story
from tests.verification import shown
from tests.verification.test_pages import HARMFUL

pytestmark = pytest.mark.django_db

RECEIPT = shown.saved(shown.receipt())


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


def show(of: Company, by: User, now: datetime, *files: bytes, order: str = "") -> Purchase:
    return show_document(company_id=of.pk, files=files or (RECEIPT,), order=order, actor=Actor.customer(by.pk), now=now)


def met(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "proofs"


def test_a_shown_receipt_waits_for_a_person_for_two_working_days(acme: Company, now: datetime) -> None:
    bought = show(acme, story.customer(), now, RECEIPT, shown.pdf_of_pages(2), order="A-17")

    assert (bought.state, bought.method, bought.group) == ("pending", "document", "customer")
    assert bought.order_hash is not None
    waiting = Inspection.objects.get(purchase=bought)
    assert (waiting.reason, waiting.state) == ("document", "open")
    assert waiting.due_at == now + timedelta(days=4)  # a Friday
    kept = SealedFile.objects.filter(purchase=bought).order_by("number")
    assert [(one.kind, one.number, one.media_type) for one in kept] == [("page", n, "image/jpeg") for n in (1, 2, 3)]


@pytest.mark.parametrize("make", HARMFUL.values(), ids=HARMFUL)
def test_what_is_stored_holds_nothing_of_what_was_hidden(
    acme: Company, now: datetime, make: Callable[[], bytes]
) -> None:
    show(acme, story.customer(), now, make())

    kept = SealedFile.objects.get()
    data = read_file(kept)
    assert shown.opened(data).format == "JPEG"
    for trace in (shown.SECRET, b"Exif", b"%PDF", b"PK\x03\x04"):
        assert trace not in data


def test_the_disk_holds_noise_and_the_database_no_picture(acme: Company, now: datetime) -> None:
    show(acme, story.customer(), now)

    kept = SealedFile.objects.get()
    sealed = (folder() / kept.public_id).read_bytes()
    assert not sealed.startswith(shown.JPEG)
    assert b"JFIF" not in sealed
    assert (folder() / kept.public_id).stat().st_mode & 0o777 == 0o600
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_column_size(f.*)) FROM verification_sealedfile f")
        assert cursor.fetchone()[0] < 2000


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "invalid"),
        ([b""], "empty"),
        ([b"GIF89a" + RECEIPT], "wrong-kind"),
        ([b"<svg onload=alert(1)>"], "wrong-kind"),
        ([b" " + RECEIPT], "wrong-kind"),
        ([RECEIPT + b"\0" * (10 * 2**20 + 1 - len(RECEIPT))], "too-large"),
        ([RECEIPT] * 6, "too-many-files"),
        ([RECEIPT, shown.pdf_of_pages(10)], "too-many-pages"),
        ([RECEIPT, shown.locked_pdf()], "encrypted"),
        ([shown.png_bomb()], "too-many-pixels"),
    ],
)
def test_what_is_not_taken_names_its_field_and_leaves_nothing(
    acme: Company, now: datetime, files: Sequence[bytes], code: str
) -> None:
    ana = story.customer()

    refusal = met(
        lambda: show_document(company_id=acme.pk, files=files, order="A-1", actor=Actor.customer(ana.pk), now=now)
    )

    assert isinstance(refusal, Invalid)
    assert (refusal.code, list(refusal.fields)) == (code, ["file"])
    assert not Purchase.objects.exists()
    assert not SealedFile.objects.exists()


def test_ten_mebibytes_are_taken_and_what_trails_is_dropped(acme: Company, now: datetime) -> None:
    show(acme, story.customer(), now, RECEIPT + b"\0" * (10 * 2**20 - len(RECEIPT)))

    assert SealedFile.objects.get().size < 2**20


def test_only_customers_show_documents(acme: Company, now: datetime) -> None:
    gone = story.customer()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for actor in (Actor.moderator(gone.pk), Actor.operator(), Actor.system("x"), Actor.customer(gone.pk)):
        with pytest.raises(Forbidden):
            show_document(company_id=acme.pk, files=[RECEIPT], actor=actor, now=now)
    assert not Purchase.objects.exists()


def test_an_account_shows_ten_documents_a_day_and_five_at_a_time(acme: Company, now: datetime) -> None:
    ana = story.customer()
    for _ in range(5):
        Purchase.objects.create(
            company=acme, customer=ana, method="document", group="customer", state="pending", begun_at=now
        )
    assert met(lambda: show(acme, ana, now)).code == "too-many-waiting"

    Purchase.objects.update(state="refused")
    show(acme, ana, now)
    Purchase.objects.update(state="refused")
    for _ in range(4):
        Purchase.objects.create(
            company=acme, customer=ana, method="document", group="customer", state="refused", begun_at=now
        )
    assert met(lambda: show(acme, ana, now)).code == "too-many-today"
    show(acme, ana, now + timedelta(days=1))


def test_the_very_same_file_by_another_account_is_put_before_a_person_as_that(acme: Company, now: datetime) -> None:
    bolt = story.company("Bolt")
    show(acme, story.customer(), now)

    again = show(bolt, story.customer(), now)

    assert again.state == "pending"
    assert Inspection.objects.get(purchase=again).reason == "reused"
    noted = Resemblance.objects.get()
    assert (noted.is_same_file, noted.distance) == (True, 0)


def changed(how: str) -> bytes:
    picture = shown.receipt()
    wide, high = picture.size
    match how:
        case "saved anew":
            return shown.saved(picture, quality=40)
        case "as PNG":
            return shown.saved(picture, "PNG")
        case "as PDF":
            return shown.saved(picture, "PDF")
        case "smaller":
            return shown.saved(picture.resize((wide // 2, high // 2)))
        case "cropped":
            return shown.saved(picture.crop((wide // 33, high // 33, wide - wide // 33, high - high // 33)))
        case _:
            return shown.saved(picture.point(lambda value: min(255, int(value * 0.8 + 10))))


@pytest.mark.parametrize("how", ["saved anew", "as PNG", "as PDF", "smaller", "cropped", "darker"])
def test_a_file_shown_before_is_known_again_when_it_was_changed_a_little(
    acme: Company, now: datetime, how: str
) -> None:
    show(acme, story.customer(), now)

    again = show(acme, story.customer(), now, changed(how))

    assert Inspection.objects.get(purchase=again).reason == "reused"
    assert not Resemblance.objects.get().is_same_file


def test_other_receipts_of_the_same_shop_and_blank_pages_are_not_taken_for_reuse(acme: Company, now: datetime) -> None:
    for number in range(1, 5):
        show(acme, story.customer(), now, shown.saved(shown.receipt(number)))
    for pages in (1, 2):  # two files: the same one twice would be reuse, blank or not
        show(acme, story.customer(), now, shown.pdf_of_pages(pages))
    show(acme, story.customer(), now, shown.saved(Image.new("RGB", (900, 900), "white")))

    assert not Resemblance.objects.exists()
    assert set(Inspection.objects.values_list("reason", flat=True)) == {"document"}


def test_many_receipts_of_one_form_are_told_apart() -> None:
    known = [(number, likeness(shown.receipt(number))) for number in range(60)]
    rows = [(number, like.phash, like.detail) for number, like in known if like is not None]

    alike = [
        (one, other)
        for one, phash, detail in rows
        for other in looks_like(phash=phash, detail=detail, candidates=rows)
        if other != one
    ]

    assert len(rows) == 60
    assert alike == []


def test_ones_own_refused_file_may_be_shown_again(acme: Company, now: datetime) -> None:
    ana, judge = story.customer(), Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)
    show(acme, ana, now)
    refuse_inspected(inspection=Inspection.objects.get().public_id, code="unreadable", actor=judge, now=now)

    again = show(acme, ana, now)
    assert Inspection.objects.get(purchase=again).reason == "document"

    accept_inspected(
        inspection=Inspection.objects.get(purchase=again).public_id,
        shows="bill",
        last_event_on=now.date(),
        actor=judge,
        now=now,
    )
    third = show(acme, ana, now)
    assert Inspection.objects.get(purchase=third).reason == "reused"


def test_likeness_is_found_through_an_index(acme: Company, now: datetime) -> None:
    kept = SealedFile.objects.get(purchase=show(acme, story.customer(), now))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO verification_band (file_id, band)"
            " SELECT %s, place * 65536 + (random() * 65535)::int FROM generate_series(0, 3) place,"
            " generate_series(1, 20000)",
            [kept.pk],
        )
        cursor.execute("ANALYZE verification_band")
    plan = Band.objects.filter(band__in=probes_of(5)).values("file_id")[:20_000].explain(analyze=True)

    assert "files_by_likeness" in plan
    assert "Seq Scan" not in plan


def test_no_log_holds_anything_of_a_proof(
    acme: Company, now: datetime, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as logs:
        show(acme, story.customer(), now, shown.photo_with_place(), order="SECRET-ORDER-9")
        met(lambda: show(acme, story.customer(), now, shown.slow_pdf()[:500]))

    heard = f"{logs} {caplog.text} {capfd.readouterr()}"
    for trace in (shown.SECRET.decode(), "SECRET-ORDER-9", base64.b64encode(RECEIPT[:30]).decode(), "JFIF"):
        assert trace not in heard


def test_a_moderator_ties_the_order_that_stands_on_it(acme: Company, now: datetime) -> None:
    judge = Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)
    first, second, third = (
        show(acme, story.customer(), now, shown.saved(shown.receipt(number)), order=order)
        for number, order in ((1, "A-1"), (2, ""), (3, ""))
    )

    def accept(purchase: Purchase, order: str) -> Purchase:
        waiting = Inspection.objects.get(purchase=purchase).public_id
        return accept_inspected(
            inspection=waiting, shows="bill", last_event_on=now.date(), order=order, actor=judge, now=now
        )

    assert list(met(lambda: accept(first, "B-2")).fields) == ["order"]
    assert accept(first, "a 1").state == "accepted"
    refused = met(lambda: accept(second, "A-1"))
    assert isinstance(refused, Refused)
    assert refused.code == "order-shown"
    assert bytes(accept(second, "B-2").order_hash or b"") != bytes(first.order_hash or b"")
    assert accept(third, "").order_hash is None
