from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "ratings.scores"
    label = "scores"
