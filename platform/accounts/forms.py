"""Forms of the pages that are ours."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """An address, and a password only for those who want one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "Leave it empty and sign in by a code that we send you. A password has at least 15 characters."
        )


class TokenForm(forms.Form):
    """A name and what the new token may do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What you will use it for, so that you know which one to revoke later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ErasureForm(forms.Form):
    """What becomes of one's reviews, and a sign that one means it."""

    reviews = forms.ChoiceField(
        label=_("Your reviews"),
        choices=[
            ("withdraw", _("Withdraw them: words, stars and pseudonym leave the pages and the scores.")),
            ("keep", _("Leave the public ones as they are, without an author. Nobody can change them any more.")),
        ],
        initial="withdraw",
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Type it, so that this does not happen by a slip."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        """Return the address; ValidationError where it is not the account's."""
        said: str = self.cleaned_data["email"]
        if said.lower() != self.address.lower():
            raise forms.ValidationError(_("This is not the address that you sign in with."))
        return said
