"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ratings.companies.commands import Particulars
from ratings.moderation.commands import Judgement
from ratings.moderation.rules import GROUNDS, LONGEST_WORDS

ON_WAITING = (
    ("publish", _("Publish it")),
    ("return", _("Return it to its author, who has 14 days to mend it")),
    ("reject", _("Reject it")),
)
ON_WAITING_REPLY = (("publish", _("Let it go on to the public")), ("reject", _("Refuse it")))
ON_PUBLIC = (
    ("keep", _("Keep it")),
    ("remove", _("Remove it")),
    ("revoke_proof", _("Revoke the proof of purchase and remove the review")),
    ("revoke_hold", _("Revoke the proof of purchase and hold the review for 48 hours, while it is in doubt")),
)
ON_HIDDEN = (
    ("restore", _("The proof is good: accept it again and make the review public again")),
    ("remove", _("Remove it")),
)
ON_PUBLIC_REPLY = (("keep", _("Keep it")), ("remove", _("Remove it")))


ON_ONE_PROOF = ("revoke_proof", "revoke_hold")


def actions(
    *, is_waiting: bool, is_reply: bool, is_hidden: bool, is_private: bool = False
) -> tuple[tuple[str, Any], ...]:
    """
    Return what can be decided about a text: one that waits, is public or was taken away; a review or a reply.

    A private proof cannot be told from others of its class, so none is revoked alone.
    """
    if is_hidden:
        return ON_HIDDEN
    if is_waiting:
        return ON_WAITING_REPLY if is_reply else ON_WAITING
    if is_reply:
        return ON_PUBLIC_REPLY
    return tuple(one for one in ON_PUBLIC if not (is_private and one[0] in ON_ONE_PROOF))


class JudgementForm(forms.Form):
    """A decision: what, on which ground, and why in words for the person concerned."""

    action = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("", _("No ground: nothing is restricted")),
            *((name, ground.title) for name, ground in GROUNDS.items()),
        ],
        required=False,
        help_text=_("The closed list: nothing else is a reason to restrict."),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Facts, for the person concerned and the public"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Which words, and why they fall under the ground. At least 20 characters; nothing personal."),
        widget=forms.Textarea(attrs={"rows": 5, "accesskey": "w"}),
    )

    def __init__(
        self, *args: Any, is_waiting: bool, is_reply: bool, is_hidden: bool, is_private: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = actions(  # type: ignore[attr-defined]
            is_waiting=is_waiting, is_reply=is_reply, is_hidden=is_hidden, is_private=is_private
        )

    def judgement(self) -> Judgement:
        """Return the decision, for the command."""
        sent = self.cleaned_data
        return Judgement(action=sent["action"], ground=sent["ground"] or "none", words=sent["words"])


class AppealDecisionForm(forms.Form):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("upheld", _("The decision stands")), ("reversed", _("Reverse it and restore what was restricted"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reasons, for the person who appealed"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AcceptProposalForm(forms.Form):
    """What was found about a proposed company."""

    name = forms.CharField(label=_("Name"), max_length=200)
    website = forms.CharField(label=_("Web address"), max_length=300)
    country = forms.CharField(label=_("Country"), max_length=60)
    sector = forms.CharField(label=_("NACE class"), max_length=5, required=False)
    lei = forms.CharField(label="LEI", max_length=30, required=False)
    register_code = forms.CharField(label=_("Register"), max_length=20, required=False)
    register_number = forms.CharField(label=_("Number in that register"), max_length=40, required=False)
    legal_form = forms.CharField(label=_("Legal form"), max_length=60, required=False)

    def particulars(self) -> Particulars:
        """Return what was found, for the command."""
        return Particulars(**self.cleaned_data)


class RefuseProposalForm(forms.Form):
    """Why a proposed company gets no page."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("a-person", _("This is a person in business")),
            ("not-found", _("No legal person was found")),
            ("known", _("It has a page already")),
        ],
        widget=forms.RadioSelect,
    )
