"""Forms for orders and invitations. They parse; commands judge."""

from typing import IO

from django import forms
from django.utils.translation import gettext_lazy as _

from ratings.verification.commands import OrderLine
from ratings.verification.rules import LARGEST_FILE
from web.forms import DAY, LANGUAGES


class OrderForm(forms.Form):
    """One order, registered when it was placed."""

    order = forms.CharField(label=_("Order number"), max_length=100)
    ordered_on = forms.DateField(label=_("Ordered on"), widget=DAY)
    email = forms.EmailField(
        label=_("Customer's e-mail address"),
        required=False,
        help_text=_(
            "We send one invitation and, a week later, one reminder. The address is kept encrypted until then, "
            "at most 21 days."
        ),
    )
    locale = forms.ChoiceField(label=_("Language of the invitation"), choices=LANGUAGES[1:])

    def line(self) -> OrderLine:
        """Return the order, for the command."""
        sent = self.cleaned_data
        return OrderLine(
            order=sent["order"], ordered_on=sent["ordered_on"], email=sent["email"] or None, locale=sent["locale"]
        )


class OrderFileForm(forms.Form):
    """Many orders, as a file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8, with commas or semicolons; at most 1,000 orders, cut larger files into pieces."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def data_of_file(self) -> bytes:
        """Return what was sent, one byte more than we take at most."""
        file: IO[bytes] = self.cleaned_data["file"]
        return file.read(LARGEST_FILE + 1)


class NamedMailboxForm(forms.Form):
    """The address that an invitation went to, named by who has its link once we have forgotten it."""

    email = forms.CharField(
        label=_("The e-mail address that we wrote to"),
        max_length=254,
        help_text=_("We have forgotten it, and keep only what tells whether it is the same."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
