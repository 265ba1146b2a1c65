"""The texts of our e-mails, in the language of whoever reads them."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Text:
    """An e-mail's subject and plain text."""

    subject: str
    body: str


def address(path: str) -> str:
    """Return the full address of a page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def invitation(*, locale: str, company: str, ordered_on: str, token: str) -> Text:
    """Return the mail that asks a company's customer for a review: who asks, for what, and what becomes of it."""
    with translation.override(locale):
        subject = _("%(company)s told us about your order: how was it?") % {"company": company}
        body = _(
            "Hello,\n\n"
            "%(company)s registered your order of %(day)s with Evenhand. We, not they, ask you to rate it:\n\n"
            "%(link)s\n\n"
            "The link is for you alone and works once. Your review is published with a pseudonym and the month of\n"
            "your experience; the company does not learn your name or address from us. You can revise or withdraw\n"
            "it at any time. If you did not order anything there, ignore this mail.\n\n"
            "Evenhand\n%(home)s\n"
        ) % {"company": company, "day": ordered_on, "link": address(f"/i/{token}/"), "home": address("/")}
    return Text(subject, body)


def published(*, locale: str, company: str, review: str) -> Text:
    """Return the mail to an author whose review is public."""
    with translation.override(locale):
        subject = _("Your review of %(company)s is published") % {"company": company}
        body = _("Hello,\n\nYour review of %(company)s is public now:\n\n%(link)s\n\nEvenhand\n") % {
            "company": company,
            "link": address(f"/reviews/{review}/"),
        }
    return Text(subject, body)


def held(*, locale: str, company: str) -> Text:
    """Return the mail to an author whose review a person looks at first."""
    with translation.override(locale):
        subject = _("A moderator will read your review of %(company)s") % {"company": company}
        body = _(
            "Hello,\n\nSomething in your review of %(company)s asks for a person's look before it is published.\n"
            "That is decided within 48 hours. You need not do anything:\n\n%(link)s\n\nEvenhand\n"
        ) % {"company": company, "link": address("/me/")}
    return Text(subject, body)


def decided(*, locale: str, company: str, ground: str, words: str, decision: str) -> Text:
    """Return the mail that carries a statement of reasons to whom a decision restricts."""
    with translation.override(locale):
        subject = _("A decision about what you wrote about %(company)s") % {"company": company}
        body = _(
            "Hello,\n\nA moderator has decided about what you wrote about %(company)s.\n\n"
            "Ground: %(ground)s\nReasons: %(words)s\n\n"
            "The whole statement of reasons, and how to appeal within six months, free of charge, to another\n"
            "person:\n\n"
            "%(link)s\n\nYou may also go to court.\n\nEvenhand\n"
        ) % {"company": company, "ground": ground, "words": words, "link": address(f"/decisions/{decision}/")}
    return Text(subject, body)


def appeal_decided(*, locale: str, company: str, is_reversed: bool, words: str, decision: str) -> Text:
    """Return the mail to whoever appealed: what became of the decision, and why."""
    with translation.override(locale):
        subject = _("Your appeal about %(company)s is decided") % {"company": company}
        outcome = (
            _("The decision was reversed: what it took away is public again, with its stars and month.")
            if is_reversed
            else _("The decision stands.")
        )
        body = _(
            "Hello,\n\nAnother person has decided your appeal about what you wrote about %(company)s.\n\n"
            "%(outcome)s\nReasons: %(words)s\n\n%(link)s\n\nYou may also go to court.\n\nEvenhand\n"
        ) % {"company": company, "outcome": outcome, "words": words, "link": address(f"/decisions/{decision}/")}
    return Text(subject, body)


def reply_preview(*, locale: str, company: str) -> Text:
    """Return the mail to an author who sees a company's reply a day before the public."""
    with translation.override(locale):
        subject = _("%(company)s has answered your review") % {"company": company}
        body = _(
            "Hello,\n\n%(company)s has answered your review. You see it 24 hours before the public.\n"
            "If it reveals who you are, say so there, and a moderator looks first:\n\n%(link)s\n\nEvenhand\n"
        ) % {"company": company, "link": address("/me/")}
    return Text(subject, body)


def new_review(*, locale: str, company: str, review: str, wants_answer: bool) -> Text:
    """Return the mail to a company's people about a new review."""
    with translation.override(locale):
        subject = _("A new review of %(company)s") % {"company": company}
        asks = _("Its author asks for an answer.") if wants_answer else ""
        body = _("Hello,\n\nThere is a new review of %(company)s. %(asks)s\n\n%(link)s\n\nEvenhand\n") % {
            "company": company,
            "asks": asks,
            "link": address(f"/reviews/{review}/"),
        }
    return Text(subject, body)
