from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz, metrics, readyz
from config.security_txt import security_txt

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path(".well-known/security.txt", security_txt),
    path(".well-known/", include("api.well_known")),
    path("api/v1/", include("api.urls")),
    path("", include("accounts.urls")),
    path("", include("web.mailbox")),
    path("", include("web.urls")),
    path("", include("staff.urls")),
]
