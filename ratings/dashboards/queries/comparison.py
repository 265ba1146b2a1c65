"""Companies side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ratings.dashboards.queries.scores import CompanyScores, company_scores
from ratings.dashboards.queries.summaries import CompanySummary, company_summary
from ratings.kernel.refusals import invalid_field

MOST_COMPARED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One company of a comparison."""

    summary: CompanySummary
    scores: CompanyScores


def comparison(slugs: Sequence[str]) -> list[Compared]:
    """
    Return up to four companies with their scores, in the order asked for, each once. Four queries each.

    Raises Invalid (`company`) for an unknown one, or for none or too many.
    """
    slugs = list(dict.fromkeys(slugs))
    if not 1 <= len(slugs) <= MOST_COMPARED:
        raise invalid_field("company", _("Name one to %(n)d companies.") % {"n": MOST_COMPARED})
    found: dict[int, Compared] = {}
    for slug in slugs:
        summary = company_summary(slug)
        if summary is None:
            raise invalid_field("company", _("There is no company “%(slug)s”.") % {"slug": slug[:80]})
        scores = company_scores(summary.id, has_prior=summary.has_prior)
        found[summary.id] = Compared(summary=summary, scores=scores)
    return list(found.values())
