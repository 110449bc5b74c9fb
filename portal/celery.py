"""The clock: what runs without anybody asking, and how often.

Every job looks in the database for what is due, so a tick that is lost or comes twice
does no harm. Times are UTC: a local crontab skips or repeats an hour when clocks change.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.broker_connection_max_retries = None  # or a worker gives up after 47 minutes without its broker
SOON = {"expires": 5}  # a tick that nobody took in time is not worth catching up with


def ticking(task: str, seconds: float) -> dict[str, Any]:
    """Return a job of which a tick is worth nothing once the next one has come."""
    return {"task": task, "schedule": seconds, "options": {"expires": int(seconds)}}


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
    "plan-reminders": ticking("scheduling.tasks.plan_reminders", 60.0),
    "mark-no-shows": ticking("scheduling.tasks.mark_no_shows", 60.0),
    "close-days": ticking("scheduling.tasks.close_days", 900.0),
    # From 05:00 of each office's clock on, once: asked often, so that a worker that was away makes up for it.
    "save-day-lists": ticking("scheduling.tasks.save_day_lists", 600.0),
    # A page rings for a worker; this makes up for a ring that nobody heard, and for a worker that was killed.
    "read-files": ticking("applications.tasks.read_files", 60.0),
    # Asked often: a term ends at midnight of each office, and the law changes when somebody enters it.
    "reckon-cases": ticking("applications.tasks.reckon_cases", 600.0),
    # Once a day for each office, after its midnight; asked often, for a worker that was away.
    "reckon-pace": ticking("applications.tasks.reckon_pace", 1800.0),
    # Each looks some days ahead, or makes up for some: an hour that is lost is no loss.
    "plan-case-reminders": ticking("applications.tasks.plan_case_reminders", 3600.0),
    "send-monthly-notes": ticking("applications.tasks.send_monthly_notes", 3600.0),
    "send-case-digests": ticking("applications.tasks.send_case_digests", 600.0),
    "check-files": ticking("applications.tasks.check_files", 30.0),
    "purge-files": {"task": "applications.tasks.purge_files", "schedule": 86400.0},
    "forget-files": {"task": "applications.tasks.forget_files", "schedule": 86400.0},
    "seal-audit": {"task": "portal.audit.tasks.seal", "schedule": 1.0, "options": SOON},
    "forget-run-out-holds": {"task": "scheduling.tasks.forget_run_out", "schedule": 600.0},
    "forget-access-codes": {"task": "scheduling.tasks.forget_access_codes", "schedule": 3600.0},
    "forget-urgent-requests": {"task": "scheduling.tasks.forget_urgent_requests", "schedule": 86400.0},
    "forget-sessions": {"task": "portal.accounts.tasks.forget_sessions", "schedule": 3600.0},
    "seal-audit-leftovers": {"task": "portal.audit.tasks.seal_leftovers", "schedule": 3600.0},
}
