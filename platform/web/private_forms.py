"""Forms that are filled in on private pages and sent by their scripts, through the API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import ReviewForm, RevisionForm

ADDRESS_HELP = _(
    "Only for letters about this review: published, held, decided, answered. It is kept encrypted and deleted with the "
    "review. It costs you some privacy: as long as it is kept, we or a court can tell whose mailbox it is."
)


class PrivateReviewForm(ReviewForm):
    """A review without account, and where to write about it."""

    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=ADDRESS_HELP)


class PrivateRevisionForm(RevisionForm):
    """A new version of a private review; the script puts in what it says now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["revision"]


class AddressForm(forms.Form):
    """Where letters about one review go."""

    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=ADDRESS_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "address_%s", **kwargs})
