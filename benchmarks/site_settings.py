"""The product's settings, with two addresses more to measure against and without a limit on calls."""

from config.settings import *  # noqa: F403 - settings are extended in no other way

ROOT_URLCONF = "benchmarks.site_urls"
ALLOWED_HOSTS = ["127.0.0.1"]
API_RATE_LIMITS = {"reads": (10**9, 60), "writes": (10**9, 60)}
