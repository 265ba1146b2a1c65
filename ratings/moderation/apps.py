from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "ratings.moderation"
    label = "moderation"
