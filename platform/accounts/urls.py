from django.urls import include, path

from accounts import views

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<str:public_id>/revoke/", views.revoke, name="revoke_token"),
    path("me/data/", views.data, name="my_data"),
    path("me/data/export/", views.export, name="export_data"),
    path("me/data/erase/", views.erasure, name="erase_data"),
    path("language/", views.language, name="language"),
]
