from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "ratings.verification"
    label = "verification"
