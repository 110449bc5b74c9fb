"""An index that answers "what is taken between these days" without the table.

A month view asks for all visits of a month. The exclusion constraint's GiST index can
answer, but PostgreSQL reads more of it the more past there is.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_the_database_refuses")]

    operations = [
        migrations.RunSQL(
            sql="""CREATE INDEX appointment_taken ON scheduling_appointment (lower(period))
                INCLUDE (period, counter_id, state, held_until, holder) WHERE state IN ('held', 'booked')""",
            reverse_sql="DROP INDEX appointment_taken",
        )
    ]
