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
app.conf.broker_connection_max_retries = None  # or a worker gives up after 47 minutes without its broker
SOON = {"expires": 5}  # a tick that nobody took in time is not worth catching up with
app.conf.beat_schedule = {
    # Each channel by itself: a gateway that hangs must not keep the mails waiting.
    **{
        f"deliver-{channel}": {
            "task": "portal.notifications.tasks.deliver_due",
            "schedule": 2.0,
            "args": (channel,),
            "options": {"expires": 2},
        }
        for channel in ("email", "sms", "push")
    },
    "forget-recipients": {"task": "portal.notifications.tasks.forget_recipients", "schedule": 86400.0},
    "forget-devices": {"task": "scheduling.tasks.forget_devices", "schedule": 86400.0},
    "plan-reminders": {
        "task": "scheduling.tasks.plan_reminders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "mark-no-shows": {
        "task": "scheduling.tasks.mark_no_shows",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "close-days": {
        "task": "scheduling.tasks.close_days",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    # From 05:00 of each office's clock on, once: asked often, so that a worker that was away makes up for it.
    "save-day-lists": {
        "task": "scheduling.tasks.save_day_lists",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    # A page rings for a worker; this makes up for a ring that nobody heard, and for a worker that was killed.
    "read-files": {
        "task": "applications.tasks.read_files",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Asked often: a term ends at midnight of each office, and the law changes when somebody enters it.
    "reckon-cases": {
        "task": "applications.tasks.reckon_cases",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget-files": {"task": "applications.tasks.forget_files", "schedule": 86400.0},
    "seal-audit": {"task": "portal.audit.tasks.seal", "schedule": 1.0, "options": SOON},
    "forget-run-out-holds": {"task": "scheduling.tasks.forget_run_out", "schedule": 600.0},
    "forget-access-codes": {"task": "scheduling.tasks.forget_access_codes", "schedule": 3600.0},
    "forget-urgent-requests": {"task": "scheduling.tasks.forget_urgent_requests", "schedule": 86400.0},
    "forget-sessions": {"task": "portal.accounts.tasks.forget_sessions", "schedule": 3600.0},
    "seal-audit-leftovers": {"task": "portal.audit.tasks.seal_leftovers", "schedule": 3600.0},
}
