"""The form that takes a mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ratings.verification.rules.receipt_refusals import RECEIPT_REFUSALS
from ratings.verification.rules.received import LARGEST_MAIL


class ReceiptForm(forms.Form):
    """A mail as it was received."""

    file = forms.FileField(
        label=_("The mail, as an .eml file"),
        help_text=_("The untouched mail about your order, its dispatch, delivery, bill or payment. At most 10 MiB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".eml,message/rfc822"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MAIL:
            raise forms.ValidationError(str(RECEIPT_REFUSALS["mail-too-large"]))
        return file
