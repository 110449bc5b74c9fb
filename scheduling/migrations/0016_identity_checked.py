"""A booked visit stays with its person, unless an action says for this one row that it has checked.

Two may: correcting a name that was misspelt, and one of several who cancels for themselves only.
What is said holds for the one visit that is named, until the end of the transaction.
"""

from django.db import migrations

COMPARED = (
    "given_names",
    "family_name",
    "birth_date",
    "citizenship",
    "identity_digest",
    "case_number",
    "case_digest",
    "service_id",
)
FUNCTION = """
CREATE OR REPLACE FUNCTION scheduling_identity_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'held' OR NEW.state = 'booked' AND ({new}) IS DISTINCT FROM ({old}){unless}
    THEN
        RAISE EXCEPTION 'A booked visit stays with the person it was booked for.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_identity_stays';
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGER = """
DROP TRIGGER scheduling_identity_stays ON scheduling_appointment;
CREATE TRIGGER scheduling_identity_stays BEFORE UPDATE ON scheduling_appointment
    FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION scheduling_identity_stays();
"""
UNLESS = """
            AND OLD.id::text IS DISTINCT FROM current_setting('scheduling.identity_checked', true)"""


def guard(*, unless, when):
    new, old = (", ".join(f"{row}.{column}" for column in COMPARED) for row in ("NEW", "OLD"))
    return FUNCTION.format(new=new, old=old, unless=unless) + TRIGGER.format(when=when)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0015_told_by_name")]
    operations = [
        migrations.RunSQL(
            # A visit that is set aside for a moment, to be moved, comes back as the same person's.
            guard(unless=UNLESS, when="OLD.state IN ('booked', 'lapsed', 'cancelled')"),
            guard(unless="", when="OLD.state = 'booked'"),
        )
    ]
