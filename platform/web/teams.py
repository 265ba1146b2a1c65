"""Who speaks for a company at the business pages."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.doors import signed_in
from ratings.claims.models import Representative
from ratings.claims.queries import representations_of
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden


def team_of(request: HttpRequest, slug: str) -> Representative:
    """Return the person's place in the team of a company. Raises Forbidden."""
    found = representations_of(signed_in(request).pk).filter(company__slug=slug).first()
    if found is None:
        raise Forbidden("not-your-company", _("Only the company's own people come in here."))
    return found


def actor_of(team: Representative) -> Actor:
    """Return a person of a company's team, acting for it."""
    return Actor.representative(team.user_id, company_id=team.company_id, team_role=team.role)
