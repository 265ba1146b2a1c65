from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "ratings.dashboards"
    label = "dashboards"
