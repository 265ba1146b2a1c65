"""A view that does nothing and a view that fetches one key from Redis, beside the product's own addresses."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from redis import Redis

from config.urls import urlpatterns as product

KEY = "benchmark"
redis = Redis.from_url(settings.REDIS_URL)


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer at once."""
    return HttpResponse(b"{}", content_type="application/json")


def one_get(request: HttpRequest) -> HttpResponse:
    """Answer with what Redis holds."""
    return HttpResponse(redis.get(KEY), content_type="application/json")


urlpatterns = [path("benchmark/nothing", nothing), path("benchmark/redis", one_get), *product]
