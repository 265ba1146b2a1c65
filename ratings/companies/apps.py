from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "ratings.companies"
    label = "companies"
