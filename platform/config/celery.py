"""Celery: doorbells for the domain, and the schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Static, in code: what runs when is part of the program, not of a table.
app.conf.beat_schedule = {
    "follow-up": {"task": "ratings.journal.tasks.follow_up", "schedule": 5.0, "options": {"expires": 5}},
    "retry-parked": {"task": "ratings.journal.tasks.retry", "schedule": 60.0, "options": {"expires": 60}},
    "freeze-prior": {"task": "ratings.scores.tasks.freeze_todays_prior", "schedule": crontab(hour="0", minute="5")},
    "freeze-prior-if-missed": {"task": "ratings.scores.tasks.freeze_todays_prior", "schedule": crontab(minute="20")},
    "publish-replies": {"task": "ratings.replies.tasks.publish_due", "schedule": 60.0, "options": {"expires": 60}},
    "retry-mails": {"task": "ratings.verification.tasks.retry_mails", "schedule": 60.0, "options": {"expires": 60}},
    "fetch-mail-keys": {
        "task": "ratings.verification.tasks.fetch_mail_keys",
        "schedule": crontab(hour="3", minute="40"),
    },
    "log-tokens": {"task": "ratings.verification.tasks.log_tokens", "schedule": crontab(minute="15")},
    "lapse-reviews": {"task": "ratings.reviews.tasks.lapse", "schedule": crontab(minute="35")},
    "write-waiting-reviews": {"task": "ratings.reviews.tasks.write_waiting", "schedule": crontab(minute="50")},
    "send-invitations-and-reminders": {
        "task": "ratings.notifications.tasks.send_invitations_and_reminders",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget-addresses": {
        "task": "ratings.verification.tasks.forget_addresses_of_invited",
        "schedule": crontab(minute="50"),
    },
    "forget-answers": {"task": "api.tasks.forget_old_answers", "schedule": crontab(minute="55")},
    "keep-coverage": {"task": "ratings.dashboards.tasks.keep_todays_coverage", "schedule": crontab(minute="25")},
    "count-proofs": {
        "task": "ratings.verification.tasks.count_proofs_of_yesterday",
        "schedule": crontab(hour="0", minute="15"),
    },
    "count-proofs-if-missed": {
        "task": "ratings.verification.tasks.count_proofs_of_yesterday",
        "schedule": crontab(minute="45"),
    },
    "end-unbacked": {"task": "ratings.verification.tasks.end_unbacked", "schedule": crontab(minute="50")},
    "destroy-proofs": {"task": "ratings.moderation.tasks.destroy_due_proofs", "schedule": crontab(minute="50")},
    "sweep-proofs": {"task": "ratings.moderation.tasks.sweep_proofs", "schedule": crontab(hour="3", minute="15")},
    "screen-imports": {
        "task": "ratings.moderation.tasks.screen_waiting_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}
