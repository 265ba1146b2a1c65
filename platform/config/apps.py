from django.apps import AppConfig
from django.core.checks import Tags, register

from config import checks
from config.celery import app as celery_app


class ConfigConfig(AppConfig):
    name = "config"
    # Held here, so that `shared_task` finds the broker in every process of Django's, not in workers only.
    celery_app = celery_app

    def ready(self) -> None:
        register(checks.platform_is_no_package, "evenhand")
        register(checks.postgres_is_new_enough, Tags.database)
        register(checks.keys_are_the_deployments, Tags.security, deploy=True)
        register(checks.mail_goes_out, Tags.security, deploy=True)
