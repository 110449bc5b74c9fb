"""What a hold that was let go says of a person is found and forgotten; rows change in place.

A hold changes some times before it is booked. With room left on its page PostgreSQL writes
a change beside the row and leaves the indexes alone, where no indexed column is touched.

The guard in front of blocked time is asked only where time, place or state are written, which
is all that it decides about.
"""

from django.db import migrations, models


GUARD = """
DROP TRIGGER scheduling_appointment_guard ON scheduling_appointment;
CREATE TRIGGER scheduling_appointment_guard BEFORE INSERT OR UPDATE {of} ON scheduling_appointment
    FOR EACH ROW EXECUTE FUNCTION scheduling_appointment_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_find_a_visit")]

    operations = [
        migrations.AddIndex(
            "appointment",
            models.Index(
                fields=["held_until"],
                condition=models.Q(("state", "expired")) & ~models.Q(("email", "")),
                name="appointment_told_of",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE scheduling_appointment SET (fillfactor = 70)",
            "ALTER TABLE scheduling_appointment RESET (fillfactor)",
        ),
        migrations.RunSQL(GUARD.format(of="OF state, period, counter_id"), GUARD.format(of="")),
    ]
