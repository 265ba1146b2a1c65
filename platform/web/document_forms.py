"""The form by which a document is shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.uploads import FilesField, ManyFilesInput

TYPES = "image/jpeg,image/png,application/pdf"
CAMERA = {"accept": "image/jpeg,image/png", "capture": "environment"}


class DocumentForm(forms.Form):
    """One to five photos or files of one receipt."""

    photo = FilesField(label=_("Take a photo"), required=False, widget=ManyFilesInput(attrs=CAMERA))
    file = FilesField(
        label=_("Or choose photos or a PDF"),
        required=False,
        help_text=_("JPEG, PNG or PDF, up to 10 MiB each, five files and ten pages at most."),
        widget=ManyFilesInput(attrs={"accept": TYPES}),
    )
    order = forms.CharField(
        label=_("Order or bill number"),
        required=False,
        max_length=100,
        help_text=_("If there is one. It is kept as a keyed hash only, so that one order is reviewed once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def shown(self) -> list[bytes]:
        """Return all files, those of the camera first."""
        return [*self.cleaned_data["photo"], *self.cleaned_data["file"]]
