"""Making somebody a representative of a company."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.claims.models import Claim, Representative
from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, invalid_field


@transaction.atomic
def add_representative(*, company_id: int, user_id: int, role: str, actor: Actor, now: datetime) -> Representative:
    """
    Let a person act for a company in a role of its team; the first one claims the company.

    Raises Invalid (`role`), Forbidden, NotFound.
    """
    if not (actor.is_system or actor.kind is ActorKind.OPERATOR or actor.speaks_for(company_id, roles=("owner",))):
        raise Forbidden(
            "not-the-owner",
            _("Only the operator or an owner adds people to a company's team."),
        )
    if role not in Representative.Role.values:
        raise invalid_field(
            "role",
            _("This must be one of: %(names)s.") % {"names": ", ".join(Representative.Role.values)},
        )
    company = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None:
        raise NotFound("no-such-company", _("There is no such company."))
    representative, _made = Representative.objects.update_or_create(
        company=company,
        user_id=user_id,
        defaults={"role": role},
        create_defaults={"role": role, "since": now},
    )
    claim, is_new = Claim.objects.get_or_create(
        company=company,
        state=Claim.State.GRANTED,
        defaults={"method": Claim.Method.OPERATOR, "granted_at": now},
    )
    if is_new:
        record(
            "company.claimed",
            company_id=company.pk,
            subject=company.public_id,
            now=now,
            claim=claim.public_id,
        )
    return representative


@transaction.atomic
def forget(*, user_id: int) -> None:
    """End what a person may do for companies; their claims stay."""
    Representative.objects.filter(user_id=user_id).delete()
