from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ratings.notifications"
    label = "notifications"
