from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "ratings.claims"
    label = "claims"
