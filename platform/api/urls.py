"""Addresses of the API. Ids and slugs that cannot be ours match nothing, so no query ever sees them."""

from django.urls import URLPattern, URLResolver, path, re_path, register_converter
from django.urls.converters import StringConverter

from api.reference import OpenApi, Reference
from api.resource import Nothing
from api.resources import companies, decisions, keys, mailbox, orders, private_tokens, purchases, reviews, sectors


class PublicId(StringConverter):
    """128 bits in base32."""

    regex = "[a-z2-7]{26}"


class CompanySlug(StringConverter):
    """A slug, as companies have them."""

    regex = "[-a-zA-Z0-9_]{1,80}"


class SectorCode(StringConverter):
    """A NACE division, group or class."""

    regex = r"[0-9]{2}(?:\.[0-9]{1,2})?"


class KeyName(StringConverter):
    """The name of a signing key."""

    regex = "[A-Za-z0-9._-]{1,64}"


register_converter(KeyName, "key_name")
register_converter(PublicId, "public_id")
register_converter(CompanySlug, "company_slug")
register_converter(SectorCode, "sector_code")

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", Reference.as_view(), name="reference"),
    path("openapi.json", OpenApi.as_view(), name="openapi"),
    path("companies", companies.Companies.as_view(), name="companies"),
    path("companies/<company_slug:slug>", companies.Company.as_view(), name="company"),
    path("companies/<company_slug:slug>/scores", companies.Scores.as_view(), name="scores"),
    path("companies/<company_slug:slug>/trend", companies.Trend.as_view(), name="trend"),
    path("companies/<company_slug:slug>/reviews", reviews.CompanyReviews.as_view(), name="company-reviews"),
    path("companies/<company_slug:slug>/keys", keys.Keys.as_view(), name="keys"),
    path("companies/<company_slug:slug>/keys/<key_name:kid>", keys.Key.as_view(), name="key"),
    path("sectors", sectors.Sectors.as_view(), name="sectors"),
    path("sectors/<sector_code:code>/ranking", sectors.Ranking.as_view(), name="ranking"),
    path("compare", sectors.Comparison.as_view(), name="compare"),
    path("purchases", purchases.Purchases.as_view(), name="purchases"),
    path("purchases/<public_id:purchase>", purchases.Purchase.as_view(), name="purchase"),
    path("purchases/<public_id:purchase>/files", purchases.PurchaseFiles.as_view(), name="purchase_files"),
    path("private-tokens", private_tokens.PrivateTokens.as_view(), name="private-tokens"),
    path("private-tokens/directory", private_tokens.Directory.as_view(), name="private-token-directory"),
    path("orders", orders.Orders.as_view(), name="orders"),
    path("reviews", reviews.Reviews.as_view(), name="reviews"),
    path("reviews/<public_id:review>", reviews.Review.as_view(), name="review"),
    path("reviews/<public_id:review>/reply", reviews.ReviewReply.as_view(), name="reply"),
    path("reviews/<public_id:review>/outcome", reviews.ReviewOutcome.as_view(), name="outcome"),
    path("replies/<public_id:reply>/objection", mailbox.ReplyObjection.as_view(), name="objection"),
    path("mailbox", mailbox.Mailbox.as_view(), name="mailbox"),
    path("mailbox/address", mailbox.MailboxAddress.as_view(), name="mailbox-address"),
    path("decisions/<public_id:decision>", decisions.Decision.as_view(), name="decision"),
    path("decisions/<public_id:decision>/appeal", decisions.DecisionAppeal.as_view(), name="appeal"),
    # `[\s\S]`, as an encoded line end may stand in an address too.
    re_path(r"^[\s\S]*$", Nothing.as_view()),
]
