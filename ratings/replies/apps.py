from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "ratings.replies"
    label = "replies"
