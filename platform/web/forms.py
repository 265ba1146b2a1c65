"""Forms of the pages for consumers and businesses. They parse; commands judge."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ratings.companies.commands import Particulars
from ratings.reviews.commands import Draft
from ratings.reviews.models import SERVICE_DIMENSIONS
from ratings.reviews.rules import LONGEST_BODY, LONGEST_TITLE
from web.labels import CONNECTIONS, DIMENSIONS, METHOD_NAMES, OUTCOME_CHOICES, POSITION_CHOICES

LANGUAGES = [("", _("Find out from the text")), ("en", "English"), ("de", "Deutsch"), ("fr", "Français")]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StarsField(forms.TypedChoiceField):
    """Whole stars on one dimension."""

    def __init__(self, *, dimension: str) -> None:
        super().__init__(
            label=DIMENSIONS[dimension],
            choices=[("", "")] + [(str(n), str(n)) for n in range(1, 6)],
            coerce=int,
            empty_value=None,
            required=dimension == "overall",
            error_messages={
                "required": _("Please choose from 1 to 5 stars overall."),
                "invalid_choice": _("Stars are whole numbers from 1 to 5."),
            },
        )


class ReviewForm(forms.Form):
    """A review as its author writes it."""

    experienced_on = forms.DateField(
        label=_("When was it?"),
        help_text=_("The day of the last thing that happened: delivery, bill, repair, answer. Readers see the month."),
        widget=DAY,
    )
    title = forms.CharField(label=_("In one line"), max_length=LONGEST_TITLE)
    body = forms.CharField(
        label=_("What happened?"),
        max_length=LONGEST_BODY,
        help_text=_("Tell what the company did. Leave out names, addresses, telephone numbers and links."),
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    language = forms.ChoiceField(label=_("Language of your text"), choices=LANGUAGES, required=False)
    wants_answer = forms.BooleanField(
        label=_("I want an answer from the company"),
        help_text=_("The company is asked to answer within 15 days. You see the answer a day before everybody else."),
        required=False,
    )
    not_delivered = forms.BooleanField(
        label=_("Nothing was delivered, or it was cancelled"),
        help_text=_(
            "Your mail shows that you ordered, and no more. Has something come? Then show the mail about its dispatch, "
            "delivery, bill or payment first."
        ),
        required=False,
    )
    connection = forms.ChoiceField(
        label=_("Do you have a connection with the company?"),
        choices=list(CONNECTIONS.items()),
        help_text=_("A review with a connection is shown with a label and is not counted."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_order_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_order_only:
            del self.fields["not_delivered"]
        for dimension in SERVICE_DIMENSIONS:
            self.fields[f"stars_{dimension}"] = StarsField(dimension=dimension)

    @property
    def star_fields(self) -> list[forms.BoundField]:
        """Return the stars' fields, the required one first."""
        return [self[f"stars_{dimension}"] for dimension in SERVICE_DIMENSIONS]

    def draft(self) -> Draft:
        """Return what was written, for the command; only of a valid form."""
        sent = self.cleaned_data
        return Draft(
            experienced_on=sent["experienced_on"],
            title=sent["title"],
            body=sent["body"],
            stars={dimension: sent[f"stars_{dimension}"] for dimension in SERVICE_DIMENSIONS},
            language=sent["language"] or None,
            wants_answer=sent["wants_answer"],
            not_delivered=sent.get("not_delivered", False),
            connection=sent.get("connection", "none"),
        )


class RevisionForm(ReviewForm):
    """A new version of a review. The connection stays as it was said; `revision` is the version that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["connection"]


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    reasons = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=5000,
        help_text=_("Another person than the one who decided reads it and decides within 14 days."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class OutcomeForm(forms.Form):
    """Whether it was solved."""

    outcome = forms.ChoiceField(
        label=_("Was it solved?"), choices=list(OUTCOME_CHOICES.items()), widget=forms.RadioSelect
    )


class ProposalForm(forms.Form):
    """A company that somebody misses."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    website = forms.CharField(
        label=_("Its web address"), max_length=300, widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    country = forms.CharField(
        label=_("Country"), max_length=60, help_text=_("Its two-letter code, such as DE, or its English name.")
    )
    register_code = forms.CharField(
        label=_("Register"), max_length=20, required=False, help_text=_("For example Handelsregister Berlin, or KBO.")
    )
    register_number = forms.CharField(label=_("Number in that register"), max_length=40, required=False)

    def particulars(self) -> Particulars:
        """Return what was sent, for the command."""
        return Particulars(**self.cleaned_data)


class ReplyForm(forms.Form):
    """A company's answer."""

    position = forms.ChoiceField(
        label=_("Your position"), choices=list(POSITION_CHOICES.items()), widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        help_text=_("It stands under the review, as large as the review. Do not tell who the customer is."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class ReviewFilterForm(forms.Form):
    """Which reviews of a company are shown."""

    stars = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[("", _("All"))] + [(str(n), str(n)) for n in range(5, 0, -1)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    method = forms.ChoiceField(label=_("How it was shown"), required=False)
    month = forms.CharField(
        label=_("Month of publication"), required=False, widget=forms.TextInput(attrs={"type": "month"})
    )
    has_reply = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("", _("All")), ("true", _("With an answer")), ("false", _("Without an answer"))],
        coerce=lambda value: value == "true",
        empty_value=None,
        required=False,
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[("newest", _("Newest first")), ("oldest", _("Oldest first"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = [(code, name) for code, name in METHOD_NAMES.items() if code != "imported"]
        self.fields["method"].choices = [("", _("All")), *methods]  # type: ignore[attr-defined]

    def asked(self) -> Mapping[str, Any]:
        """Return the filter's values, None for what was left open; nothing of fields that were wrong."""
        sent = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return {"order": "newest", **sent}
