"""A million cases of two offices, of which a hundred thousand are open.

What a case looks like comes from ten thousand stories, the same that the demonstration tells:
each is copied many times by SQL, to other people, days, clerks and numbers.
"""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import connection

from applications.choices import CLOSED_STAGES
from applications.models import Application
from bench.cases.names import everybody
from bench.cases.people import team
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.demo.world.cases.making import Maker
from portal.demo.world.cases.story import Cast

LARGE = "bench-large"
STORIES, CASES, OPEN = 10_000, 1_000_000, 100_000
PEOPLE, CLERKS, FEW_CLERKS = 60_000, 120, 12

SHIFTED = """
    filed_on regime_on stage_since until clock_from due_on plain_due_on decided_on closed_on stay_until
"""
# How a copy differs from its story. Of the clerks of an office a few have most of the cases.
OTHERWISE = {column: f"d.{column} - shift" for column in SHIFTED.split()} | {
    "office_id": "office",
    "external_ref": "CASE WHEN n %% 3 = 0 THEN 'REF-' || n ELSE '' END",
    "given_names": "p.given",
    "family_name": "p.family",
    "name_key": "p.key",
    "birth_date": "date '1950-01-01' + born",
    "document_digest": "CASE WHEN n %% 10 = 0 THEN '' ELSE md5(n::text) || md5(n || 'x') END",
    "case_number": """CASE WHEN d.case_number = '' THEN '' ELSE 'SC-I.' || 6151 + n %% 8 || '.' || n / 8 + 1
        || '.' || extract(year FROM d.filed_on - shift) END""",
    "stage": "CASE WHEN n > %(open)s AND n %% 25 > 0 THEN 'archived' ELSE d.stage END",
    "clerk_id": "CASE WHEN d.clerk_id IS NOT NULL THEN clerks[1 + floor(clerk * cardinality(clerks))] END",
}
CHANCES = """
SELECT n, n <= %(open)s AS is_open, n %% 10 < 9 AS is_large, random() AS story,
    1 + floor(power(random(), 2) * %(people)s)::int AS person, floor(random() * 20000)::int AS born,
    power(random(), 1.3) AS clerk,
    floor(random() * CASE WHEN n <= %(open)s THEN 7 ELSE 4000 END)::int AS shift
FROM generate_series(1, %(cases)s) n
"""
COPY = """
INSERT INTO applications_application ({columns})
SELECT {values}
FROM (SELECT *, CASE WHEN is_large THEN %(large)s ELSE %(small)s END AS office,
        CASE WHEN is_large THEN %(clerks)s::bigint[] ELSE %(few)s::bigint[] END AS clerks,
        1 + floor(story * CASE WHEN is_open THEN %(pending)s ELSE %(over)s END)::int AS number
    FROM ({chances}) AS c) AS c
JOIN bench_story s USING (is_open, number)
JOIN applications_application d ON d.id = s.id
JOIN bench_person p ON p.number = c.person
"""
STORY = """
CREATE TEMP TABLE bench_story AS
SELECT id, closed_on IS NULL AS is_open, row_number() OVER (PARTITION BY closed_on IS NULL) AS number
FROM applications_application WHERE office_id = %s;
ANALYZE bench_story;
"""
PERSON = """
CREATE TEMP TABLE bench_person AS
SELECT number, given, family, key FROM unnest(%s::text[], %s::text[], %s::text[])
    WITH ORDINALITY AS p (given, family, key, number);
ANALYZE bench_person;
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """Both offices; whoever looks at their cases works at the large one, or at the small one."""

    large: Office
    small: Office
    clerk: User
    clerk_of_small: User
    supervisor: User


def stories(*, today: date, at: datetime) -> Office:
    """Make the office whose cases are told event by event."""
    office = _office("bench-stories")
    people = [user.pk for user in team(office, Role.OFFICER, 20)]
    cast = Cast(clerks=tuple(people[:6]), officers=tuple(people[6:-1]), signer=people[-1])
    Maker(office, cast, Random(7), today, at).make(STORIES)  # noqa: S311  a measurement, not a secret
    _settle()
    return office


def archive(told: Office) -> Archive:
    """Make both offices and the people there, and their million cases out of the stories."""
    large, small = _office(LARGE), _office("bench-small")
    clerks, few = team(large, Role.OFFICER, CLERKS), team(small, Role.OFFICER, FEW_CLERKS)
    (supervisor,) = team(large, Role.SUPERVISOR, 1)
    copy(told, large=(large, clerks), small=(small, few))
    _settle()
    return Archive(large, small, clerks[0], few[0], supervisor)


def _settle() -> None:
    """Bring the planner's knowledge up to date, as autovacuum does."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _office(slug: str) -> Office:
    return Office.objects.create(slug=slug, name_pl=slug.title(), address_pl="ul. Przykładowa 1")


def copy(told: Office, *, large: tuple[Office, list[User]], small: tuple[Office, list[User]]) -> None:
    """Write the million. Days move back together, so that what follows from them still does."""
    fields = [str(field.column) for field in Application._meta.concrete_fields if not field.primary_key]
    names = everybody(Random(7), PEOPLE)  # noqa: S311  a measurement, not a secret
    of_stories = Application.objects.filter(office=told)
    over = of_stories.filter(stage__in=CLOSED_STAGES).count()
    with connection.cursor() as cursor:
        cursor.execute(STORY, [told.pk])
        cursor.execute(PERSON, [list(column) for column in zip(*names, strict=True)])
        cursor.execute("SELECT setseed(0.4)")
        # Each foreign key would be looked up a million times: they are copies.
        cursor.execute("ALTER TABLE applications_application DISABLE TRIGGER ALL")
        cursor.execute(
            COPY.format(
                columns=", ".join(fields),
                values=", ".join(OTHERWISE.get(name, f"d.{name}") for name in fields),
                chances=CHANCES,
            ),
            {
                "cases": CASES,
                "open": OPEN,
                "people": len(names),
                "pending": STORIES - over,
                "over": over,
                "large": large[0].pk,
                "small": small[0].pk,
                "clerks": [user.pk for user in large[1]],
                "few": [user.pk for user in small[1]],
            },
        )
        cursor.execute("ALTER TABLE applications_application ENABLE TRIGGER ALL")
