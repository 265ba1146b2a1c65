"""The texts of our e-mails, in the language of whoever reads them."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratings.verification.commands import Mailing


@dataclass(frozen=True, slots=True)
class Text:
    """An e-mail's subject and plain text."""

    subject: str
    body: str


def address(path: str) -> str:
    """Return the full address of a page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def letter_language(locale: str) -> str:
    """
    Return the language that we write in to somebody of a locale; English where we do not write theirs.

    >>> letter_language("de-AT"), letter_language("nl")
    ('de', 'en')
    """
    language = locale.partition("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else "en"


def _about(mailing: Mailing) -> dict[str, str]:
    return {
        "company": mailing.company,
        "day": date_format(mailing.ordered_on, "DATE_FORMAT"),
        "link": address(f"/i/{mailing.token}/"),
        "terms": address("/methodology/"),
        "stop": address(f"/u/{mailing.unsubscribe_token}/"),
        "home": address("/"),
    }


def invitation(mailing: Mailing) -> Text:
    """
    Return the mail that asks a company's customer for a review.

    It says who asks and for what, how the review is used, what of its author is published, where the terms are, and
    how to get no more mails (ISO 20488, 5.4).
    """
    with translation.override(letter_language(mailing.locale)):
        subject = _("%(company)s told us about your order: how was it?") % {"company": mailing.company}
        body = (
            _(
                "Hello,\n\n"
                "you ordered from %(company)s on %(day)s. %(company)s registers its orders with Evenhand,\n"
                "a public platform for reviews by verified customers. We, Evenhand, ask you to rate that order,\n"
                "good or bad:\n\n"
                "%(link)s\n\n"
                "The link is for you alone and works once. If nothing has arrived yet, keep this mail until then.\n\n"
                "What becomes of your review: it is public on the page of %(company)s and counts in its score.\n"
                "%(company)s may answer it there. You can revise or withdraw it at any time.\n\n"
                "What is published of you: your stars and words, the month of your experience, and a pseudonym that\n"
                "you have at this company only. Not your name, address or order number: %(company)s does not learn\n"
                "them from us, nor which order a review belongs to.\n\n"
                "How reviews are checked and counted:\n%(terms)s\n\n"
            )
            + _(
                "You owe nobody a review. If you do not answer, we write once more in a week, then never again, and\n"
                "forget your address. If you did not order anything there, ignore this mail.\n"
                "No mail from us about any order, of any company, ever again:\n%(stop)s\n\n"
                "Evenhand\n%(home)s\n"
            )
        ) % _about(mailing)
    return Text(subject, body)


def reminder(mailing: Mailing) -> Text:
    """Return the one reminder of an invitation that was not opened."""
    with translation.override(letter_language(mailing.locale)):
        subject = _("A reminder, the only one: your order from %(company)s") % {"company": mailing.company}
        body = _(
            "Hello,\n\n"
            "a week ago we, Evenhand, asked you to rate your order from %(company)s of %(day)s,\n"
            "good or bad. If you would like to, the link still works, also later:\n\n"
            "%(link)s\n\n"
            "Your review is shown in public on the page of %(company)s and counts in its score. Of you it shows your\n"
            "stars and words, the month of your experience and a pseudonym; not your name, address or order number.\n"
            "How reviews are checked and counted:\n%(terms)s\n\n"
            "This is the last mail about this order: we have now forgotten your address.\n"
            "No mail from us about any order, of any company, ever again:\n%(stop)s\n\n"
            "Evenhand\n%(home)s\n"
        ) % _about(mailing)
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


def held(*, locale: str, company: str, place: str = "/me/") -> Text:
    """Return the mail to an author whose review a person looks at first."""
    with translation.override(locale):
        subject = _("A moderator will read your review of %(company)s") % {"company": company}
        body = _(
            "Hello,\n\nSomething in your review of %(company)s asks for a person's look before it is published.\n"
            "That is decided within 48 hours. You need not do anything:\n\n%(link)s\n\nEvenhand\n"
        ) % {"company": company, "link": address(place)}
    return Text(subject, body)


BECAME = {
    "return": gettext_lazy("It is returned to you. Revise it within 14 days, and it is checked again; else it lapses."),
    "reject": gettext_lazy("It does not become public."),
    "remove": gettext_lazy("It is not public any more."),
    "revoke_proof": gettext_lazy("The proof of your purchase is revoked, and the review is removed with it."),
    "revoke_hold": gettext_lazy(
        "The proof of your purchase is revoked, and the review is held while that is in doubt, at most 48 hours."
    ),
}
"""What a restricting decision does, by its action."""


def decided(
    *, locale: str, company: str, action: str, is_reply: bool, ground: str, words: str, place: str, own: str
) -> Text:
    """
    Return the mail that carries a statement of reasons to whom a decision restricts.

    `place` shows the whole statement, and `own` what they wrote.
    """
    with translation.override(locale):
        if is_reply:
            subject = _("A decision about an answer by %(company)s") % {"company": company}
            opening = _("A moderator has decided about your answer to a review of %(company)s.")
        else:
            subject = _("A decision about what you wrote about %(company)s") % {"company": company}
            opening = _("A moderator has decided about what you wrote about %(company)s.")
        body = _(
            "Hello,\n\n%(opening)s\n%(became)s\n\n%(own)s\n\n"
            "Ground: %(ground)s\nReasons: %(words)s\n\n"
            "The whole statement of reasons, and how to appeal within six months, free of charge, to another\n"
            "person:\n\n"
            "%(link)s\n\nYou may also go to court.\n\nEvenhand\n"
        ) % {
            "opening": opening % {"company": company},
            "became": BECAME[action],
            "own": address(own),
            "ground": ground,
            "words": words,
            "link": address(place),
        }
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


def reply_preview(*, locale: str, company: str, place: str = "/me/") -> Text:
    """Return the mail to an author who sees a company's reply a day before the public."""
    with translation.override(locale):
        subject = _("%(company)s has answered your review") % {"company": company}
        body = _(
            "Hello,\n\n%(company)s has answered your review. You see it 24 hours before the public.\n"
            "If it reveals who you are, say so there, and a moderator looks first:\n\n%(link)s\n\nEvenhand\n"
        ) % {"company": company, "link": address(place)}
    return Text(subject, body)


def new_review(*, locale: str, company: str, slug: str, review: str, wants_answer: bool) -> Text:
    """Return the mail to a company's people about a new review, with the page to answer it on."""
    with translation.override(locale):
        subject = _("A new review of %(company)s") % {"company": company}
        told = [_("There is a new review of %(company)s.") % {"company": company}]
        if wants_answer:
            told.append(_("Its author asks for an answer within 15 days."))
        body = _("Hello,\n\n%(told)s\n\nRead and answer it here:\n\n%(link)s\n\nEvenhand\n") % {
            "told": " ".join(told),
            "link": address(f"/business/{slug}/reviews/{review}/"),
        }
    return Text(subject, body)


def address_code(*, locale: str, code: str, minutes: int) -> Text:
    """Return the mail that carries a code to an address that somebody says is theirs."""
    with translation.override(locale):
        subject = _("%(code)s is your code for this address") % {"code": code}
        body = _(
            "Hello,\n\nsomebody with an account at Evenhand says that this is their address. If that was you, type\n"
            "this code on the page where you added it, within %(minutes)d minutes:\n\n%(code)s\n\n"
            "We never ask for the code anywhere else. If it was not you, ignore this mail: without the code nothing\n"
            "happens.\n\nEvenhand\n%(home)s\n"
        ) % {"code": code, "minutes": minutes, "home": address("/")}
    return Text(subject, body)


def mail_accepted(*, locale: str, company: str, company_slug: str, purchase: str) -> Text:
    """Return the answer to a mail that has shown a purchase."""
    with translation.override(locale):
        subject = _("Your purchase from %(company)s is shown") % {"company": company}
        body = _(
            "Hello,\n\nthe mail that you sent us shows your purchase from %(company)s. You can write the review:\n\n"
            "%(link)s\n\nEvenhand\n"
        ) % {"company": company, "link": address(f"/write/{company_slug}/?purchase={purchase}")}
    return Text(subject, body)


def mail_pending(*, locale: str, company: str) -> Text:
    """Return the answer to a mail that is looked at once more."""
    with translation.override(locale):
        subject = _("We are checking your mail from %(company)s") % {"company": company}
        body = _(
            "Hello,\n\nthe mail that you sent us is being checked: by us again in a while, or by a person within two\n"
            "working days. You need not do anything; your page tells what has become of it:\n\n%(link)s\n\nEvenhand\n"
        ) % {"link": address("/me/")}
    return Text(subject, body)


def mail_refused(*, locale: str, words: str) -> Text:
    """Return the answer to a mail that shows no purchase: why, and what would work instead."""
    with translation.override(locale):
        subject = _("Your mail does not show a purchase")
        body = _(
            "Hello,\n\nyou sent a mail to your receiving address. It could not be taken:\n\n%(words)s\n\n"
            "How to send an order mail untouched, for each mail program, and the other ways to show a purchase:\n\n"
            "%(link)s\n\nEvenhand\n"
        ) % {"words": words, "link": address("/me/addresses/")}
    return Text(subject, body)


def mails_too_many(*, locale: str, count: int) -> Text:
    """Return the one answer to mails beyond a day's limit."""
    with translation.override(locale):
        subject = _("Too many mails for today")
        body = _(
            "Hello,\n\nmore than %(count)d mails came to your receiving address within a day. Those beyond were not\n"
            "looked at, and there is no answer to further ones. Send them again tomorrow. If they were not from you,\n"
            "renew the address:\n\n%(link)s\n\nEvenhand\n"
        ) % {"count": count, "link": address("/me/addresses/")}
    return Text(subject, body)


def proof_accepted(*, locale: str, company: str, slug: str, purchase: str, has_review: bool) -> Text:
    """Return the mail to a customer whose proof was accepted after they had shown it."""
    with translation.override(locale):
        subject = _("Your proof of a purchase from %(company)s is accepted") % {"company": company}
        body = _("Hello,\n\nThe proof that you showed of a purchase from %(company)s is accepted.\n") % {
            "company": company
        }
        if has_review:
            body += _("Your review goes on by itself; you find it here:\n\n%(link)s\n") % {"link": address("/me/")}
        else:
            link = address(f"/write/{slug}/?purchase={purchase}")
            body += _("You can write your review now:\n\n%(link)s\n") % {"link": link}
        body += _(
            "\nWhat you showed is kept encrypted for 90 days after your review is published, and deleted then.\n"
            "You can delete it at once on your page: %(me)s\n\nEvenhand\n"
        ) % {"me": address("/me/")}
    return Text(subject, body)


def proof_refused(*, locale: str, company: str, slug: str, reason: str, words: str) -> Text:
    """Return the mail to a customer whose proof was refused: why, and what would work instead."""
    with translation.override(locale):
        subject = _("Your proof of a purchase from %(company)s was not accepted") % {"company": company}
        body = _(
            "Hello,\n\nThe proof that you showed of a purchase from %(company)s was not accepted.\n\n%(reason)s\n"
        ) % {"company": company, "reason": reason}
        if words:
            body += f"\n{words}\n"
        body += _("\nShow the purchase again here:\n\n%(link)s\n\nEvenhand\n") % {"link": address(f"/prove/{slug}/")}
    return Text(subject, body)


def proof_drawn(*, locale: str, company: str, slug: str, until: date) -> Text:
    """Return the mail to a customer whose proof was drawn by lot to be backed by another of their own."""
    with translation.override(locale):
        subject = _("Please show your purchase from %(company)s once more") % {"company": company}
        body = _(
            "Hello,\n\nTwo of a hundred proofs from a company's own records are drawn by lot, and yours of a purchase\n"
            "from %(company)s was. This keeps companies from inventing customers. Nobody suspects you, and nobody has\n"
            "looked at your stars.\n\nShow a bill, a receipt or an order mail of the same purchase until %(day)s:\n\n"
            "%(link)s\n\nWhat you write waits for it. Without it this proof is refused on that day; you can show the\n"
            "purchase in another way at any time, or take it back on your page:\n\n%(me)s\n\nEvenhand\n"
        ) % {
            "company": company,
            "day": date_format(until, "DATE_FORMAT"),
            "link": address(f"/prove/{slug}/"),
            "me": address("/me/"),
        }
    return Text(subject, body)
