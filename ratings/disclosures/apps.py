from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "ratings.disclosures"
    label = "disclosures"
