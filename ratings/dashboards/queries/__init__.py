"""Page-shaped questions: what HTML pages and the API both show."""

from ratings.dashboards.queries.comparison import Compared, comparison
from ratings.dashboards.queries.figures import Figure
from ratings.dashboards.queries.home import HomeFigures, home_figures
from ratings.dashboards.queries.inbox import Inbox, InboxItem, inbox
from ratings.dashboards.queries.lists import (
    CompanyLine,
    CompanyList,
    FacetValue,
    Search,
    company_list,
)
from ratings.dashboards.queries.private import KeyHolder, Mailbox, held_review, holder_of, mailbox_of
from ratings.dashboards.queries.reviews import (
    ReplyItem,
    ReviewFilter,
    ReviewItem,
    company_reviews,
    latest_reviews,
    my_reviews,
    own_review,
    review_detail,
)
from ratings.dashboards.queries.scores import (
    CompanyScores,
    DimensionScores,
    MethodFigure,
    TrendMonth,
    company_scores,
    company_scores_at,
    last_position,
    position_of_scores,
    trend,
)
from ratings.dashboards.queries.sectors import (
    Ranked,
    Ranking,
    Sector,
    ranking,
    sectors,
)
from ratings.dashboards.queries.summaries import CompanySummary, company_summary
from ratings.dashboards.queries.verification import Covered, Verification, verification_of

__all__ = [
    "CompanyLine",
    "CompanyList",
    "CompanyScores",
    "CompanySummary",
    "Compared",
    "Covered",
    "DimensionScores",
    "FacetValue",
    "Figure",
    "HomeFigures",
    "Inbox",
    "InboxItem",
    "KeyHolder",
    "Mailbox",
    "MethodFigure",
    "Ranked",
    "Ranking",
    "ReplyItem",
    "ReviewFilter",
    "ReviewItem",
    "Search",
    "Sector",
    "TrendMonth",
    "Verification",
    "company_list",
    "company_reviews",
    "company_scores",
    "company_scores_at",
    "company_summary",
    "comparison",
    "held_review",
    "holder_of",
    "home_figures",
    "inbox",
    "last_position",
    "latest_reviews",
    "mailbox_of",
    "my_reviews",
    "own_review",
    "position_of_scores",
    "ranking",
    "review_detail",
    "sectors",
    "trend",
    "verification_of",
]
