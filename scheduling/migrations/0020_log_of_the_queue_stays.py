"""The log of the queue is only ever added to: who was passed over, and why, stays known."""

from django.db import migrations

GUARD = """
CREATE FUNCTION scheduling_ticketact_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The log of the queue is only ever added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ticketact_stays';
END $$;

CREATE TRIGGER scheduling_ticketact_guard BEFORE UPDATE OR DELETE ON scheduling_ticketact
    FOR EACH ROW EXECUTE FUNCTION scheduling_ticketact_guard();
"""
UNGUARD = """
DROP TRIGGER scheduling_ticketact_guard ON scheduling_ticketact;
DROP FUNCTION scheduling_ticketact_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0019_queue")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
