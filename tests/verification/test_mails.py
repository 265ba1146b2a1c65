"""What mails show, on those that were written for it, and on what attackers would write."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from ratings.verification.rules.mails import Reading, is_inline_forward, read_mail
from ratings.verification.rules.received import receive, straightened
from tests.verification.mails_corpus import SENT_ON, Sample, confusion, samples, verdict

TUNED_ON = list(samples(held_out=False))


def mail(subject: str, text: str, *, marks: frozenset[str] = frozenset()) -> Sample:
    return Sample(language="en", shows="-", subject=subject, text=text, marks=marks)


def shows(subject: str, text: str, *, marks: frozenset[str] = frozenset()) -> str:
    return verdict(read_mail(mail(subject, text, marks=marks)))


@pytest.mark.parametrize("sample", TUNED_ON, ids=str)
def test_a_mail_is_told_with_its_numbers_its_day_and_its_merchant(sample: Sample) -> None:
    found = read_mail(sample)

    assert verdict(found) == sample.shows
    if sample.shows != "-":
        assert (found.order_numbers, found.event_on, found.merchant) == (sample.numbers, sample.on, sample.merchant)


def test_the_corpus_is_as_large_as_promised_and_half_of_it_are_traps() -> None:
    every = [*TUNED_ON, *samples(held_out=True)]

    for language in ("en", "de", "fr", "nl"):
        of_it = [one for one in every if one.language == language]
        assert len(of_it) >= 35
        assert 0.45 <= sum(one.shows == "-" for one in of_it) / len(of_it) <= 0.65


def test_no_mail_that_was_held_out_is_taken_for_what_it_is_not() -> None:
    for (truth, told), count in confusion(held_out=True).items():
        assert told in (truth, "person") or (truth != "-" and told == "-"), (truth, told, count)


ECHOES = {
    "en": "Thank you for contacting us. Your message:\n\nYour order 123 has been delivered. Order number: 123, £50.00",
    "de": "Danke für Ihre Nachricht. Ihre Nachricht:\n\nIhre Bestellung 123 wurde zugestellt. Bestellnummer: 123",
    "fr": "Merci de nous avoir contactés. Votre message :\n\nVotre commande 123 a été livrée. Commande n° 123, 50,00 €",
    "nl": "Bedankt voor je bericht. Jouw bericht:\n\nJe bestelling 123 is bezorgd. Bestelnummer: 123, € 50,00",
}


@pytest.mark.parametrize("language", ECHOES)
@pytest.mark.parametrize("subject", ["Your order 123 has been delivered", "Ihre Bestellung 123", "Commande livrée"])
def test_what_a_contact_form_echoes_is_no_evidence_whatever_the_subject(language: str, subject: str) -> None:
    assert shows(subject, ECHOES[language]) == "-"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Order 123 has been delivered", "I am out of the office until Monday."),
        ("Re: Your order 123 has been delivered", "Your order 123 has been delivered. Total £50.00"),
        ("AW: Bestellung 123 wurde zugestellt", "Ihre Bestellung 123 wurde zugestellt, 50,00 EUR."),
        ("Your order", 'A customer asked: "Your order 123 has been delivered on 12 October, total £50.00".'),
        ("Welcome, Your order 123 has been delivered!", "Your account has been created. Order number: 123, £50.00"),
        ("Happy birthday", "Dear Your order 123 has been delivered, enjoy your day. £5.00 for you."),
        ("Your parcel", "> Your order 123 has been delivered.\n> Order number: 123\n> £50.00"),
    ],
)
def test_what_a_stranger_could_have_typed_makes_no_purchase(subject: str, text: str) -> None:
    assert shows(subject, text) in ("-", "person")


def test_a_reply_by_its_header_and_an_automatic_one_are_never_accepted() -> None:
    text = "Your order 123 has been delivered. Order number: 123. Total £50.00"

    assert shows("Your order 123 has been delivered", text) == "delivery"
    assert shows("Your order 123 has been delivered", text, marks=frozenset({"reply"})) == "person"
    assert shows("Your order 123 has been delivered", text, marks=frozenset({"auto_replied"})) == "-"


def test_an_order_that_was_cancelled_is_told_as_that() -> None:
    found = read_mail(mail("Your order 123", "Hello Ana, your order 123 has been cancelled. Total £50.00"))

    assert (found.shows, found.is_cancelled) == ("", True)


def test_a_cancellation_inside_a_receipt_goes_to_a_person() -> None:
    text = "Your order 123 has been shipped. One item has been cancelled, as it is sold out. Total £50.00"

    assert shows("Your order 123 has shipped", text) == "person"


@pytest.mark.parametrize(
    "spelling",
    [
        "Bestellbestätigung 4711",
        "BESTELLBESTAETIGUNG 4711",
        "Bestellbest&auml;tigung 4711",
        "Bestell\u00adbest\u00e4ti\u00adgung 4711",
        "Fwd: WG: Bestellbesta\u0308tigung 4711",
    ],
)
def test_spellings_do_not_matter(spelling: str) -> None:
    found = read_mail(mail(spelling, "Vielen Dank für\nIhre Be\u00adstellung.\nBestell-Nr.: 4711\nSumme 20,00 EUR"))

    assert (found.shows, found.order_numbers) == ("order", ("4711",))


def test_lines_may_be_wrapped_anywhere() -> None:
    assert shows("Your order 5512", "Good news! Your\norder 5512 has\nnow been\ndispatched.") == "dispatch"


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("We will tell you as soon as your order 5512 has been dispatched.", "dispatch"),
        ("Sobald Ihre Bestellung 5512 versandt wurde, erhalten Sie eine Nachricht.", "dispatch"),
        ("Dès que votre commande 5512 est expédiée, vous recevez un e-mail.", "dispatch"),
        ("Zodra je bestelling 5512 is verzonden, krijg je een mail.", "dispatch"),
        ("Your parcel 5512 has not been delivered.", "delivery"),
    ],
)
def test_a_promise_is_no_event(text: str, promise: str) -> None:
    assert shows("Order 5512", f"{text} Order number: 5512, £20.00") != promise


def test_a_mail_that_names_two_merchants_goes_to_a_person() -> None:
    text = "Thank you for your order. Order number: 77-1\nSold by: Acme\nTotal £5.00\nSold by: Bolt\nTotal £7.00"

    assert shows("Order confirmation 77-1", text) == "person"


def test_an_amount_is_no_order_number_and_a_day_is_none_either() -> None:
    found = read_mail(mail("Order 250 EUR", "Order of 12.10.2026. Order total: 123,45 EUR. Order: 2026-10-12"))

    assert found.order_numbers == ()


def test_several_numbers_are_each_named_once() -> None:
    found = read_mail(mail("Orders 4711 and 4712 confirmed", "Order no. 4711\nOrder number: 47-11\nBestellnr. 4712"))

    assert found.order_numbers == ("4711", "4712")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("was delivered on 10/12/2026", date(2026, 10, 12)),
        ("was delivered on 12/10/2026", date(2026, 10, 12)),
        ("was delivered on October 12", date(2026, 10, 12)),
        ("was delivered yesterday", date(2026, 10, 13)),
        ("was delivered; the next comes on 20 October 2026", SENT_ON),
        ("was delivered on 12 October 2031", SENT_ON),
    ],
)
def test_the_day_of_the_event_is_one_that_has_come(said: str, day: date) -> None:
    assert read_mail(mail("Your order 5512", f"Your order 5512 {said}. £20.00")).event_on == day


def raw(*lines: str) -> bytes:
    head = ["From: Shop <a@shop.example>", "To: ana@mail.example", "Date: Wed, 14 Oct 2026 09:00:00 +0000"]
    return "\r\n".join([*head, "Message-ID: <1@shop.example>", *lines, ""]).encode()


def test_a_mail_in_html_is_read_as_its_reader_sees_it() -> None:
    found = read_mail(
        receive(
            straightened(
                raw(
                    "Subject: =?utf-8?q?Ihre_Bestellung_ist_unterwegs?=",
                    "Content-Type: text/html; charset=utf-8",
                    "",
                    "<style>.x{}</style><p>Ihre Bestel&shy;lung 4711 wurde <b>ver&shy;sandt</b>.</p>",
                    "<table><tr><td>Bestellnummer</td><td>4711</td></tr><tr><td>Summe</td><td>9,00&nbsp;&euro;</td></table>",
                )
            )
        )
    )

    assert (found.shows, found.is_clear, found.order_numbers) == ("dispatch", True, ("4711",))


def forwards() -> Iterator[tuple[str, str]]:
    yield "Fwd: Invoice", "---------- Forwarded message ---------\nFrom: Shop <a@shop.example>\nDate: Mon\n"
    yield "Fwd: Order", "Begin forwarded message:\n\nFrom: Shop\nSubject: Order\n"
    yield "WG: Rechnung", "\n-------- Weitergeleitete Nachricht --------\nBetreff: Rechnung\nVon: Shop\n"
    yield "WG: Rechnung", "Von: Shop <a@shop.example>\nGesendet: Montag\nAn: Ana\nBetreff: Rechnung\n"
    yield "TR : Facture", "-------- Message transféré --------\nSujet : Facture\n"
    yield "TR: Facture", "De : Boutique\nEnvoyé : lundi\nÀ : Ana\nObjet : Facture\n"
    yield "Doorst: Factuur", "-------- Doorgestuurd bericht --------\nOnderwerp: Factuur\n"
    yield "FW: Factuur", "Van: Winkel\nVerzonden: maandag\nAan: Ana\nOnderwerp: Factuur\n"


@pytest.mark.parametrize(("subject", "text"), list(forwards()))
def test_an_inline_forward_is_recognised(subject: str, text: str) -> None:
    assert is_inline_forward(subject=subject, text=text)


@pytest.mark.parametrize("sample", TUNED_ON, ids=str)
def test_an_order_mail_is_no_inline_forward(sample: Sample) -> None:
    assert not is_inline_forward(subject=sample.subject, text=sample.text)


def test_reading_takes_a_time_that_grows_with_the_mail_and_no_faster() -> None:
    began = datetime.now(UTC)
    for piece in ("your order ", "wurde ", '"a', "On a ", "order 1", "Sold by: ", "> ", "1.", "payment to "):
        found: Reading = read_mail(mail(piece * 2000, piece * 20_000))
        assert found.shows == "" or found.is_clear

    assert (datetime.now(UTC) - began).total_seconds() < 30
