# So that `shared_task` finds the broker in every process of Django's, not in workers only.
from config.celery import app as celery_app

__all__ = ["celery_app"]
