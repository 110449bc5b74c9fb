"""The clock: what runs without anybody asking, and how often.

Every job looks in the database for what is due, so a tick that is lost or comes twice
does no harm. Times are UTC: a local crontab skips or repeats an hour when clocks change.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
SOON = {"expires": 5}  # a tick that nobody took in time is not worth catching up with
app.conf.beat_schedule = {
    "deliver-notices": {"task": "portal.notifications.tasks.deliver_due", "schedule": 5.0, "options": SOON},
    "seal-audit": {"task": "portal.audit.tasks.seal", "schedule": 1.0, "options": SOON},
    "forget-run-out-holds": {"task": "scheduling.tasks.forget_run_out", "schedule": 600.0},
    "forget-access-codes": {"task": "scheduling.tasks.forget_access_codes", "schedule": 3600.0},
    "forget-sessions": {"task": "portal.accounts.tasks.forget_sessions", "schedule": 3600.0},
    "seal-audit-leftovers": {"task": "portal.audit.tasks.seal_leftovers", "schedule": 3600.0},
}
