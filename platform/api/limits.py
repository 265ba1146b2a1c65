"""
How often one may call: counted in the cache, told in the headers of draft-ietf-httpapi-ratelimit-headers.

The cache may be written to disk by its server. Where strangers are to leave no trace they are counted in this process's
memory instead, each process on its own, and forgotten when the window is over.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest
from rest_framework.request import Request


@dataclass(frozen=True, slots=True)
class Budget:
    """One policy (`quota` requests in `window` seconds) and what is left of it for one caller."""

    policy: str
    quota: int
    window: int
    used: int
    resets_in: int

    @property
    def is_spent(self) -> bool:
        """Tell whether this request is one too many."""
        return self.used > self.quota

    def headers(self) -> dict[str, str]:
        """
        Return the two headers, as structured fields.

        >>> Budget("reads", 600, 60, 1, 30).headers()["RateLimit"]
        '"reads";r=599;t=30'
        """
        left = max(self.quota - self.used, 0)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.policy}";r={left};t={self.resets_in}',
        }


def caller_of(request: Request) -> str:
    """Return what a caller is counted by: the account, else the address."""
    return f"account:{request.user.pk}" if request.user.is_authenticated else address_of(request)


def address_of(request: HttpRequest | Request) -> str:
    """Return the network address that a request comes from: as the operator's own proxy says, where there is one."""
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if 0 < proxies <= len(said) and said[-proxies]:
        return f"address:{said[-proxies][:64]}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def is_stranger(caller: str) -> bool:
    """
    Tell whether a caller is counted by address, or by nothing.

    >>> is_stranger("address:192.0.2.7"), is_stranger("account:3")
    (True, False)
    """
    return not caller.startswith("account:")


def spend(caller: str, *, policy: str, in_memory: bool = False) -> Budget:
    """Count one request of a caller; the cache falls back on this process's memory, so that no call fails by it."""
    quota, window = settings.API_RATE_LIMITS[policy]
    number, passed = divmod(int(time.time()), window)
    key = f"rate:{policy}:{caller}:{number}"
    counter = caches["process"] if in_memory else cache
    try:
        used = counter.incr(key)
    except ValueError:
        used = 1 if counter.add(key, 1, timeout=window) else counter.incr(key)
    return Budget(policy=policy, quota=quota, window=window, used=used, resets_in=window - passed)
