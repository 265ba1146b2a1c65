from django.urls import include, path

from accounts import views

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<str:public_id>/revoke/", views.revoke, name="revoke_token"),
    path("language/", views.language, name="language"),
]
