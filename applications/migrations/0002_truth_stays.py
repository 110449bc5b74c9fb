"""What no path into the database can get around.

An entry of a case is never changed and never deleted; a correction is another entry. And every
change of a fact raises the number of the law, in the same transaction, so that no process goes on
reckoning with what it read before.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION applications_caseevent_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The entries of a case are only ever added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'caseevent_stays';
END $$;

CREATE TRIGGER applications_caseevent_guard BEFORE UPDATE OR DELETE ON applications_caseevent
    FOR EACH ROW EXECUTE FUNCTION applications_caseevent_guard();
"""
UNGUARD = """
DROP TRIGGER applications_caseevent_guard ON applications_caseevent;
DROP FUNCTION applications_caseevent_guard();
"""
TABLES = ("decisionterm", "clocksuspension", "summonsterm", "procedure")
RAISE = """
INSERT INTO applications_lawversion (number, reckoned) VALUES (1, 0);

CREATE FUNCTION applications_law_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE applications_lawversion SET number = number + 1;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER applications_law_changed AFTER INSERT OR UPDATE OR DELETE ON applications_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION applications_law_changed();
"""
    for table in TABLES
)
UNRAISE = (
    "".join(f"DROP TRIGGER applications_law_changed ON applications_{table};\n" for table in TABLES)
    + "DROP FUNCTION applications_law_changed();\nDELETE FROM applications_lawversion;"
)


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_cases")]

    operations = [migrations.RunSQL(GUARD, UNGUARD), migrations.RunSQL(RAISE, UNRAISE)]
