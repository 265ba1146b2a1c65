"""Forms of `/me/addresses/`. They parse; commands judge."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """A further address of one's own."""

    address = forms.CharField(
        label=_("Another address of yours"),
        max_length=254,
        help_text=_("An alias or a relay that order mails go to. We send a code of six digits to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The code that was sent to it."""

    address = forms.CharField(label=_("Address"), max_length=254, widget=forms.EmailInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Six digits; the mail may take a minute. A code is good for 15 minutes and five tries."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
