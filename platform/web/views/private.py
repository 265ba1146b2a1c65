"""
`/private/`: pages for whoever holds a private token or a review's key. They know nobody and set no cookie.

The server gives out the same page to all; what is done with it happens in the browser, through the API.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from web.forms import AppealForm, OutcomeForm
from web.labels import ACTIONS, APPEAL_STATES, POSITIONS, REVIEW_STATES
from web.private_forms import AddressForm, PrivateReviewForm, PrivateRevisionForm


@never_cache
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """Write a review under a private token."""
    return render(request, "private/write.html", {"form": PrivateReviewForm(), "words": _words() | _words_of_writing()})


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Open a private review with its key."""
    page = {
        "form": PrivateRevisionForm(),
        "outcome_form": OutcomeForm(),
        "appeal_form": AppealForm(),
        "address_form": AddressForm(),
        "words": _words() | _words_of_mailbox(),
    }
    return render(request, "private/mailbox.html", page)


def _words() -> dict[str, object]:
    """Return what the scripts of both pages say."""
    return {
        "insecure": _("Your browser makes keys on pages that are reached by https only. Nothing has been sent."),
        "offline": _("We could not be reached. Nothing is lost: try again, the same request is never taken twice."),
        "mend": _("Something needs a change. It is marked below."),
        "file_title": _("The key of a private review on Evenhand. Whoever has it can read, change and withdraw it."),
        "file_use": _("Open it at {address}"),
        "file_review": _("Review: {review}"),
    }


def _words_of_writing() -> dict[str, object]:
    return {
        "no_token": _("This is no private token: paste or choose the whole of what you were given."),
        "for_company": _("Your proof is for {company}."),
    }


def _words_of_mailbox() -> dict[str, object]:
    return {
        "states": {code: str(name) for code, name in REVIEW_STATES.items()},
        "actions": {code: str(name) for code, name in ACTIONS.items()},
        "positions": {code: str(name) for code, name in POSITIONS.items()},
        "appeals": {code: str(name) for code, name in APPEAL_STATES.items()},
        "phrase_letters": _("There is a sign in it that no key has."),
        "phrase_length": _("A key has fourteen groups of four signs; some are missing, or there are too many."),
        "phrase_check": _("A sign in it is wrong, or two have changed places: look at it once more."),
        "stars": _("{stars} of 5 stars overall"),
        "pseudonym": _("Shown under the name {name}, which is yours on this company's page only."),
        "waits_title": _("Waits for others"),
        "waits": _(
            "It is written down together with four others, or after three days, so that nothing tells when you sent "
            "it. Then our rules read it."
        ),
        "state_submitted": "",
        "state_screening": _("Our rules are reading it. If nothing stands against it, it is public at once."),
        "state_held": _("A moderator reads it and decides by {by}. You may revise it meanwhile."),
        "state_returned": _("A moderator returned it, for the reasons below. Revise it by {until}, or it lapses."),
        "state_published": _("Your review is public."),
        "state_rejected": _("A moderator decided that it cannot be public. The reasons stand below; you may appeal."),
        "state_removed": _("A moderator decided to remove it. The reasons stand below; you may appeal."),
        "state_withdrawn": _("You have withdrawn this review. This is final."),
        "state_lapsed": _("The time for this review ran out. This is final."),
        "lapsed_with_proof": _(
            "It lapsed because all private proofs of this company, year and group were revoked, yours among them; no "
            "time ran out. This is final."
        ),
        "reply_preview": _("Only you see this answer so far. The public sees it from {from} on."),
        "reply_held": _("A moderator is looking at this answer. Nobody else sees it."),
        "reply_live": _("The public sees this answer."),
        "appeal_by": _("Another person decides by {by}."),
        "appeal_until": _("An appeal is open until {day} and costs nothing."),
        "address_kept": _("An address is kept. A new one takes its place; an empty field deletes it."),
        "address_none": _("No address is kept: you have to come here to see what has happened."),
        "revised": _("The new version has been sent. Until it is public, the old one stays."),
        "withdrawn": _("Your review is withdrawn."),
        "marked": _("Thank you. Your word on the outcome stands beside the stars."),
        "objected": _("The answer is held. A moderator looks at it before anybody else sees it."),
        "appealed": _("Your appeal is lodged. Another person decides it within 14 days."),
        "address_saved": _("Saved."),
    }
