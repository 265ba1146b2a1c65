"""Forms about purchase tokens and the keys that sign them. They parse; commands judge."""

from datetime import UTC, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

MARK = "/t/"
LONGEST = 6000


class TokenForm(forms.Form):
    """A token, or the link that holds it."""

    token = forms.CharField(
        label=_("Token or link"),
        max_length=LONGEST,
        help_text=_("It stands on the receipt as a link or QR code, or in the company's message. Paste all of it."),
        widget=forms.Textarea(
            attrs={"rows": 4, "autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def clean_token(self) -> str:
        """Return the token alone: out of a link, and without the blanks that a line break in a message leaves."""
        said = "".join(str(self.cleaned_data["token"]).split())
        return said.rpartition(MARK)[2].strip("/") if MARK in said else said


class KeyForm(forms.Form):
    """A public key to register."""

    key = forms.CharField(
        label=_("Public key"),
        max_length=5000,
        help_text=_("Ed25519, as PEM (openssl pkey -pubout) or JWK. Never the private one."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )
    kid = forms.CharField(
        label=_("Name (kid)"),
        max_length=64,
        required=False,
        help_text=_("What your tokens call the key. Without one it is called by its thumbprint."),
    )


class RetirementForm(forms.Form):
    """The last day on which a key signs."""

    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Until the end of this day, in UTC, both keys are good. Receipts signed until then stay good."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def retires_at(self) -> datetime:
        """Return the end of the day, for the command."""
        return datetime.combine(self.cleaned_data["last_day"], time.max, UTC)
