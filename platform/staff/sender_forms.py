"""The form that says for whom a sender of mails sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = (
    ("platform", _("Shop platform: sends for this one company")),
    ("marketplace", _("Marketplace: sends for the merchant that the mail names")),
    ("payment", _("Payment service: sends for the merchant that the mail names")),
)


class SenderForm(forms.Form):
    """For which company a sender sends, and as what."""

    company = forms.CharField(
        label=_("Company"), max_length=80, help_text=_("The last part of its page's address, such as acme.")
    )
    kind = forms.ChoiceField(label=_("What the sender is"), choices=KINDS, widget=forms.RadioSelect)
