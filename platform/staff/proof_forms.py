"""Forms of the desk for proofs that a person looks at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ratings.verification.commands.documents import LONGEST_ORDER
from ratings.verification.commands.inspections import LONGEST_WORDS
from ratings.verification.models import Shows
from ratings.verification.rules import BY_A_PERSON

SHOWS = [
    (Shows.DELIVERY, _("A delivery")),
    (Shows.BILL, _("A bill or receipt")),
    (Shows.PAYMENT, _("A payment")),
    (Shows.DISPATCH, _("A dispatch")),
    (Shows.CONTRACT, _("A contract or policy")),
    (Shows.VISIT, _("A visit, a ticket or booking that was used")),
    (Shows.ORDER, _("An order and no more")),
    (Shows.OTHER, _("Another dealing, such as a case with an authority")),
]


class AcceptProofForm(forms.Form):
    """What a proof shows."""

    shows = forms.ChoiceField(label=_("What does it show? The last of these."), choices=SHOWS, widget=forms.RadioSelect)
    last_event_on = forms.DateField(
        label=_("Day of the last thing that it shows"),
        help_text=_("Delivery, bill, repair, answer. The twelve months for a review run from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.CharField(
        label=_("Order or bill number on it"),
        max_length=LONGEST_ORDER,
        required=False,
        help_text=_("Kept as a keyed hash only, so that one order is reviewed once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RefuseProofForm(forms.Form):
    """Why a proof is refused."""

    code = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Words for the customer"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("The reason names what would work instead; add only what it does not say. Nothing personal."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, reason.title) for code, reason in BY_A_PERSON.items()]  # type: ignore[attr-defined]
