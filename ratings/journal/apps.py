from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ratings.journal"
    label = "journal"
