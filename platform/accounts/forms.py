"""Forms of the pages that are ours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope


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
