"""Celery: doorbells for the domain, and the schedule."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Static, in code: what runs when is part of the program, not of a table.
app.conf.beat_schedule = {}
