"""A booked visit moves, belongs to an account, and stays with the person it was booked for.

A time cannot be sold if the person cannot be replaced: not by a page, not by the admin,
not by SQL. What may follow is cancelling, and then nobody has the time.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

IDENTITY_STAYS = """
CREATE FUNCTION scheduling_identity_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'held'
        OR NEW.state = 'booked' AND (
            NEW.given_names, NEW.family_name, NEW.birth_date, NEW.citizenship, NEW.identity_digest,
            NEW.case_number, NEW.case_digest, NEW.service_id
        ) IS DISTINCT FROM (
            OLD.given_names, OLD.family_name, OLD.birth_date, OLD.citizenship, OLD.identity_digest,
            OLD.case_number, OLD.case_digest, OLD.service_id
        )
    THEN
        RAISE EXCEPTION 'A booked visit stays with the person it was booked for.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_identity_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER scheduling_identity_stays BEFORE UPDATE ON scheduling_appointment
    FOR EACH ROW WHEN (OLD.state = 'booked') EXECUTE FUNCTION scheduling_identity_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0003_times_in_a_plain_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("appointment", "sequence", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField(
            "appointment",
            "account",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.RunSQL(
            IDENTITY_STAYS,
            "DROP TRIGGER scheduling_identity_stays ON scheduling_appointment;"
            " DROP FUNCTION scheduling_identity_stays()",
        ),
    ]
