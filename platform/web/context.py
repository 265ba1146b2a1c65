"""What every page gets beside its own content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.doors import STAFF
from accounts.models import User
from ratings.claims.models import Representative

OF_THE_ACCOUNT = ("/me/tokens/", "/me/addresses/", "/me/data/")
"""What lies under /me/ and belongs to the account's menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One entry of the main menu."""

    address: str
    label: str
    is_here: bool


def page(request: HttpRequest) -> dict[str, object]:
    """Return the main menu for whoever asks, worked out only where a template shows it."""
    return {
        "main_menu": SimpleLazyObject(lambda: _main_menu(request)),
        "shows_dev_mail": settings.DEBUG,
    }


def _main_menu(request: HttpRequest) -> list[Door]:
    places = [("/companies/", _("Companies"))]
    if isinstance(request.user, User) and request.user.is_authenticated:
        places += _places_of(request.user)
    return [Door(address=address, label=label, is_here=_is_below(request.path, address)) for address, label in places]


def _is_below(path: str, address: str) -> bool:
    return path.startswith(address) and not path.startswith(OF_THE_ACCOUNT)


def _places_of(user: User) -> list[tuple[str, str]]:
    places = [("/me/", _("My reviews"))]
    if Representative.objects.filter(user_id=user.pk).exists():
        places.append(("/business/", _("For business")))
    if user.role in STAFF:
        places.append(("/desk/", _("Desk")))
    return places
