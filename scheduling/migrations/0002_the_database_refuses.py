"""What no path into the database can get around.

* Periods are half-open, bounded and on whole five minutes.
* An appointment that takes up time lies in no blocked window and no closure: refused on
  insert, on a change of period or counter, on entry into an active state, and when a hold
  is booked; never on check-in, which does none of these.
* The other way round, a window, a closure or a time zone that would put a coming visit
  into blocked time is refused at the end of its transaction: whoever changes hours cancels
  or moves what they hit first. A visit that is going on finishes.
* A counter never moves to another office, whose hours may differ.
* A window and a visit entered at once cannot miss each other: visits take the office's
  advisory lock shared, hours take it exclusively, and both before they look.

Local times that occur twice in an autumn night count from the first until the second;
local times that a spring night skips are read with the offset before the change. This is
`earliest` and `latest` of scheduling.rules.hours, and a test holds both against each other.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION scheduling_instant(local timestamp, zone text, late boolean) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    given timestamptz := local AT TIME ZONE zone;
    found timestamptz := given;
    apart interval;
BEGIN
    FOREACH apart IN ARRAY ARRAY['30 minutes', '1 hour', '2 hours']::interval[] LOOP
        IF late AND (given + apart) AT TIME ZONE zone = local THEN
            found := greatest(found, given + apart);
        ELSIF NOT late AND (given - apart) AT TIME ZONE zone = local THEN
            found := least(found, given - apart);
        END IF;
    END LOOP;
    RETURN found;
END $$;

CREATE FUNCTION scheduling_span(starts timestamp, ends timestamp, zone text) RETURNS tstzrange
LANGUAGE sql STABLE AS $$
    SELECT tstzrange(least(a, b), greatest(a, b))
    FROM (SELECT scheduling_instant(starts, zone, false) AS a, scheduling_instant(ends, zone, true) AS b) AS t
$$;

CREATE FUNCTION scheduling_blocks(office bigint, zone text, wanted tstzrange) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM generate_series(
            (lower(wanted) AT TIME ZONE zone)::date - 1,
            (upper(wanted) AT TIME ZONE zone)::date + 1,
            interval '1 day'
        ) AS day
        JOIN scheduling_blockedwindow w ON w.office_id = office
            AND extract(isodow FROM day)::int = ANY (w.weekdays)
            AND day::date >= w.valid_from AND (w.valid_to IS NULL OR day::date <= w.valid_to)
        WHERE scheduling_span(day::date + w.starts, day::date + w.ends, zone) && wanted
    ) OR EXISTS (
        SELECT FROM scheduling_closure c WHERE c.office_id = office
            AND scheduling_span(c.first_on::timestamp, (c.last_on + 1)::timestamp, zone) && wanted
    )
$$;

CREATE FUNCTION scheduling_office_lock(office bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT hashtextextended('scheduling.office:' || office, 0) $$;

-- An older snapshot would not see a window that another transaction has just committed.
CREATE FUNCTION scheduling_sees_others() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Visits and hours are written at isolation level READ COMMITTED.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
END $$;

CREATE FUNCTION scheduling_appointment_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    office bigint;
    zone text;
BEGIN
    IF NEW.state NOT IN ('held', 'booked') THEN
        RETURN NEW;
    END IF;
    -- From held to booked it is asked again: while a hold has run out, hours may have closed over it.
    IF TG_OP = 'UPDATE' AND OLD.state IN ('held', 'booked')
        AND (OLD.state = NEW.state OR NEW.state = 'held')
        AND NEW.period = OLD.period AND NEW.counter_id = OLD.counter_id THEN
        RETURN NEW;
    END IF;
    PERFORM scheduling_sees_others();
    SELECT c.office_id INTO office FROM scheduling_counter c WHERE c.id = NEW.counter_id;
    IF office IS NULL THEN
        RAISE EXCEPTION 'A visit needs a counter that is there.' USING ERRCODE = 'foreign_key_violation';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(scheduling_office_lock(office));
    SELECT o.time_zone INTO zone FROM accounts_office o WHERE o.id = office;
    IF scheduling_blocks(office, zone, NEW.period) THEN
        RAISE EXCEPTION 'The office takes nobody at that time.'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'appointment_in_open_hours';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER scheduling_appointment_guard BEFORE INSERT OR UPDATE ON scheduling_appointment
    FOR EACH ROW EXECUTE FUNCTION scheduling_appointment_guard();

CREATE FUNCTION scheduling_hours_lock() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'accounts_office' THEN
        PERFORM pg_advisory_xact_lock(scheduling_office_lock(NEW.id));
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_advisory_xact_lock(scheduling_office_lock(OLD.office_id));
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM pg_advisory_xact_lock(scheduling_office_lock(NEW.office_id));
    RETURN NEW;
END $$;

-- A visit that is going on is not hit: it finishes.
CREATE FUNCTION scheduling_hits(office bigint, blocked tstzrange) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM scheduling_counter c CROSS JOIN LATERAL (
            SELECT FROM scheduling_appointment a
            WHERE a.counter_id = c.id AND a.state IN ('held', 'booked') AND a.period && blocked
                AND lower(a.period) > now() AND (a.state = 'booked' OR a.held_until > now())
            LIMIT 1
        ) AS hit
        WHERE c.office_id = office
    )
$$;

CREATE FUNCTION scheduling_last_visit(office bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT max(upper(a.period)) FROM scheduling_appointment a JOIN scheduling_counter c ON c.id = a.counter_id
    WHERE c.office_id = office AND a.state IN ('held', 'booked') AND lower(a.period) > now()
$$;

-- The row is read again by its number: the transaction may have changed or deleted it since.
CREATE FUNCTION scheduling_window_hits(window_id bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM scheduling_blockedwindow w JOIN accounts_office o ON o.id = w.office_id
        CROSS JOIN LATERAL generate_series(
            greatest(w.valid_from, (now() AT TIME ZONE o.time_zone)::date - 1),
            least(w.valid_to, (scheduling_last_visit(o.id) AT TIME ZONE o.time_zone)::date),
            interval '1 day'
        ) AS day
        WHERE w.id = window_id AND extract(isodow FROM day)::int = ANY (w.weekdays)
            AND scheduling_hits(
                o.id, scheduling_span(day::date + w.starts, day::date + w.ends, o.time_zone)
            )
    )
$$;

CREATE FUNCTION scheduling_closure_hits(closure_id bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM scheduling_closure c JOIN accounts_office o ON o.id = c.office_id
        WHERE c.id = closure_id AND scheduling_hits(
            o.id, scheduling_span(c.first_on::timestamp, (c.last_on + 1)::timestamp, o.time_zone)
        )
    )
$$;

-- A new zone moves every window and closure: each coming visit is looked at.
CREATE FUNCTION scheduling_zone_hits(office bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM scheduling_appointment a JOIN scheduling_counter c ON c.id = a.counter_id
        JOIN accounts_office o ON o.id = c.office_id
        WHERE o.id = office AND lower(a.period) > now()
            AND (a.state = 'booked' OR a.state = 'held' AND a.held_until > now())
            AND scheduling_blocks(o.id, o.time_zone, a.period)
    )
$$;

CREATE FUNCTION scheduling_hours_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    hits boolean;
BEGIN
    PERFORM scheduling_sees_others();
    hits := CASE TG_TABLE_NAME
        WHEN 'scheduling_blockedwindow' THEN scheduling_window_hits(NEW.id)
        WHEN 'scheduling_closure' THEN scheduling_closure_hits(NEW.id)
        ELSE scheduling_zone_hits(NEW.id)
    END;
    IF hits THEN
        RAISE EXCEPTION 'Visits are booked in the hours that this would close.'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'hours_hit_appointments';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION scheduling_counter_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A counter stays at its office: close it and make a new one.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'counter_stays_at_its_office';
END $$;

CREATE TRIGGER scheduling_counter_guard BEFORE UPDATE OF office_id ON scheduling_counter
    FOR EACH ROW WHEN (OLD.office_id <> NEW.office_id) EXECUTE FUNCTION scheduling_counter_guard();
"""

HOURS = """
CREATE TRIGGER scheduling_hours_lock BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION scheduling_hours_lock();
CREATE CONSTRAINT TRIGGER scheduling_hours_guard AFTER INSERT OR UPDATE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION scheduling_hours_guard();
"""

OFFICE = """
CREATE TRIGGER scheduling_hours_lock BEFORE UPDATE OF time_zone ON accounts_office
    FOR EACH ROW EXECUTE FUNCTION scheduling_hours_lock();
CREATE CONSTRAINT TRIGGER scheduling_hours_guard AFTER UPDATE OF time_zone ON accounts_office
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION scheduling_hours_guard();
"""

PERIOD = """
ALTER TABLE {table} ADD CONSTRAINT {name}_period_half_open CHECK (
    NOT isempty(period) AND lower_inc(period) AND NOT upper_inc(period)
    AND NOT lower_inf(period) AND NOT upper_inf(period)
    AND upper(period) - lower(period) <= interval '24 hours'
);
ALTER TABLE {table} ADD CONSTRAINT {name}_period_on_five_minutes CHECK (
    extract(epoch FROM lower(period)) % 300 = 0 AND extract(epoch FROM upper(period)) % 300 = 0
);
"""

TABLES = ("scheduling_blockedwindow", "scheduling_closure")
PERIODS = {"scheduling_appointment": "appointment", "scheduling_duty": "duty"}

FORWARDS = [
    FUNCTIONS,
    *(HOURS.format(table=table) for table in TABLES),
    OFFICE,
    *(PERIOD.format(table=table, name=name) for table, name in PERIODS.items()),
]
BACKWARDS = [
    *(
        f"DROP TRIGGER scheduling_hours_{kind} ON {table};"
        for table in (*TABLES, "accounts_office")
        for kind in ("lock", "guard")
    ),
    "DROP TRIGGER scheduling_appointment_guard ON scheduling_appointment;",
    "DROP TRIGGER scheduling_counter_guard ON scheduling_counter;",
    *(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}_period_{rule};"
        for table, name in PERIODS.items()
        for rule in ("half_open", "on_five_minutes")
    ),
    "DROP FUNCTION scheduling_appointment_guard(), scheduling_hours_guard(), scheduling_hours_lock();",
    "DROP FUNCTION scheduling_counter_guard(), scheduling_sees_others();",
    "DROP FUNCTION scheduling_zone_hits(bigint), scheduling_closure_hits(bigint);",
    "DROP FUNCTION scheduling_window_hits(bigint), scheduling_last_visit(bigint);",
    "DROP FUNCTION scheduling_hits(bigint, tstzrange);",
    "DROP FUNCTION scheduling_blocks(bigint, text, tstzrange);",
    "DROP FUNCTION scheduling_span(timestamp, timestamp, text);",
    "DROP FUNCTION scheduling_instant(timestamp, text, boolean);",
    "DROP FUNCTION scheduling_office_lock(bigint);",
]


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_hours_and_appointments"), ("accounts", "0001_people_and_offices")]

    operations = [migrations.RunSQL(sql="\n".join(FORWARDS), reverse_sql="\n".join(BACKWARDS))]
