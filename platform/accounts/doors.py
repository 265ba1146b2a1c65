"""What the doors for people share: who acts, and a command's no, told at the field that it is about."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Refusal

type View = Callable[..., HttpResponse]

STAFF = (User.Role.MODERATOR, User.Role.OPERATOR, User.Role.AUDITOR)


def signed_in(request: HttpRequest) -> User:
    """Return who has signed in; for views behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user


def customer(request: HttpRequest) -> Actor:
    """Return who has signed in, acting for themselves."""
    return Actor.customer(signed_in(request).pk)


def staff_actor(request: HttpRequest) -> Actor:
    """Return who has signed in, acting in their office; an auditor acts in none, and Forbidden says so."""
    user = signed_in(request)
    if user.role == User.Role.MODERATOR:
        return Actor.moderator(user.pk)
    if user.role == User.Role.OPERATOR:
        return Actor.operator(user.pk)
    raise Forbidden("reads-only", _("You may read everything here and change nothing."))


def staff_only(view: View) -> View:
    """Let staff in; others are refused, and strangers are asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if signed_in(request).role not in STAFF:
            raise Forbidden("not-staff", _("Only the platform's moderators, operators and auditors come in here."))
        return view(request, *args, **kwargs)

    guard: View = login_required(guarded)
    return guard


def tell(form: BaseForm, refusal: Refusal) -> None:
    """Put a refusal into a form: at the fields that it names (`stars.overall` is `stars_overall`), else above it."""
    for name, words in refusal.fields.items():
        field = name.replace(".", "_")
        form.add_error(field if field in form.fields else None, str(words))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))
