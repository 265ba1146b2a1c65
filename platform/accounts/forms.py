"""Forms of the pages that are ours."""

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
