from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "ratings.imports"
    label = "imports"
