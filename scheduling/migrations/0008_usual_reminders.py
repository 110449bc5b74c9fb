"""Seven days, two days and three hours before: what people are used to, until an office decides otherwise."""

from django.db import migrations
from django.utils import timezone

USUAL = (
    {"days": 7, "minutes": 0, "by_email": True, "by_sms": False, "by_push": True},
    {"days": 2, "minutes": 0, "by_email": True, "by_sms": True, "by_push": True},
    {"days": 0, "minutes": 180, "by_email": True, "by_sms": True, "by_push": True},
)
# A confirmation now bears the visit's sequence as its version, and is true as long as they are equal. One
# that waits from before bears 1, which was true of a visit that nobody had moved.
CONFIRMATIONS = """
    UPDATE notifications_notice SET version = 0
    WHERE kind = 'appointment_booked' AND version = 1 AND state IN ('queued', 'sending')
"""


def add(apps, _schema_editor):
    """Write the usual rules; visits booked before get their reminders from the clock's next look."""
    rules = apps.get_model("scheduling", "ReminderRule").objects
    now = timezone.now()  # noqa: TID251  a migration is an edge
    rules.bulk_create(rules.model(changed_at=now, **row) for row in USUAL)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0007_reminders"), ("notifications", "0002_reminders")]
    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
        migrations.RunSQL(CONFIRMATIONS, migrations.RunSQL.noop),
    ]
