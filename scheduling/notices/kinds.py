"""The kinds of notices about visits: whether each is still true, and who writes its words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.reminders import awake
from scheduling.choices import AppointmentState
from scheduling.models import AccessCode, Appointment, ReminderRule
from scheduling.notices import contested, letters, queue, texts, urgent
from scheduling.notices.secrets import stop_page_of
from scheduling.notices.subjects import (
    EXAMPLE_START,
    cancelled_example,
    example,
    family_example,
    found,
    found_to_come,
    is_last_word,
)
from scheduling.notices.told import REMINDER, ways_to


def found_access(pks: Sequence[str]) -> Mapping[str, AccessCode]:
    related = ("account", "appointment__service", "appointment__counter__office")
    return {
        str(access.pk): access for access in AccessCode.objects.select_related(*related).filter(pk__in=pks)
    }


@dataclass(frozen=True, slots=True)
class Reminded:
    """A visit, how long before it its service reminds of it (codes of offsets), and by which ways."""

    visit: Appointment
    ways: Mapping[str, Collection[Channel]]


def found_to_remind(pks: Sequence[str]) -> Mapping[str, Reminded]:
    """Read a batch of visits, and the rules of all services in one query for all."""
    own: dict[int | None, dict[str, Collection[Channel]]] = {}
    for rule in ReminderRule.objects.all():
        own.setdefault(rule.service_id, {})[rule.offset.code] = rule.channels
    everybodys = own.get(None, {})
    visits = found_to_come(pks)
    return {pk: Reminded(visit, own.get(visit.service_id, everybodys)) for pk, visit in visits.items()}


def access_example() -> AccessCode:
    return AccessCode(pk=0, appointment=example(), asked_at=EXAMPLE_START - timedelta(days=1))


def _code_is_wanted(visit: Appointment, about: About) -> bool:
    return visit.is_held(about.at) and visit.code_version == about.version


def _access_is_wanted(access: AccessCode, about: About) -> bool:
    if access.appointment is None or access.is_used_up or access.works_until <= about.at:
        return False
    return not AccessCode.objects.of_finder(access.finder).filter(pk__gt=access.pk).exists()


def _is_to_be_reminded(reminded: Reminded, about: About) -> bool:
    """Tell whether it is still to come at that time, and reminders so long before are still wanted."""
    visit = reminded.visit
    if visit.reminders_stopped_at or not is_last_word(visit, about) or visit.interval.start <= about.at:
        return False
    offset, _, repetition = about.occasion.partition("/")
    ways = reminded.ways.get(offset)
    return ways is not None and (about.channel in ways or about.is_instead or bool(repetition))


def _when_awake(reminded: Reminded, at: datetime) -> datetime:
    """Return the next morning for a reminder that is late and would go at night, if it comes in time then."""
    visit = reminded.visit
    morning = awake(at, zone=visit.office.zone)
    return morning if morning < visit.interval.start else at


def _is_cancelled(visit: Appointment, about: About) -> bool:
    return visit.state == AppointmentState.CANCELLED and visit.interval.end > about.at


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        "appointment_code",
        title=gettext_lazy("Code to book a visit"),
        find=found,
        still_true=_code_is_wanted,
        example=example,
        mail=letters.code_mail,
        sms=texts.code_sms,
        may_repeat=False,
    ),
    Kind(
        "appointment_access_code",
        title=gettext_lazy("Code to open a visit"),
        find=found_access,
        still_true=_access_is_wanted,
        example=access_example,
        mail=letters.access_code_mail,
        sms=texts.access_code_sms,
        may_repeat=False,
    ),
    Kind(
        "appointment_booked",
        title=gettext_lazy("The visit is booked"),
        find=found_to_come,
        still_true=is_last_word,
        example=example,
        ways=ways_to,
        mail=letters.booked_mail,
        sms=texts.booked_sms,
        push=texts.booked_push,
    ),
    Kind(
        "appointment_moved",
        title=gettext_lazy("The visit has a new time"),
        find=found_to_come,
        still_true=is_last_word,
        example=example,
        ways=ways_to,
        mail=letters.moved_mail,
        sms=texts.moved_sms,
        push=texts.moved_push,
    ),
    Kind(
        "appointment_member_cancelled",
        title=gettext_lazy("One person of the visit is cancelled"),
        find=found,
        still_true=is_last_word,
        example=family_example,
        ways=ways_to,
        mail=letters.member_cancelled_mail,
        sms=texts.member_cancelled_sms,
        push=texts.member_cancelled_push,
    ),
    Kind(
        "appointment_cancelled",
        title=gettext_lazy("The visit is cancelled"),
        find=found,
        still_true=_is_cancelled,
        example=cancelled_example,
        ways=ways_to,
        mail=letters.cancelled_mail,
        sms=texts.cancelled_sms,
        push=texts.cancelled_push,
    ),
    Kind(
        "appointment_cancelled_by_office",
        title=gettext_lazy("The office cancelled the visit"),
        find=found,
        still_true=_is_cancelled,
        example=cancelled_example,
        ways=ways_to,
        mail=letters.cancelled_by_office_mail,
        sms=texts.cancelled_by_office_sms,
        push=texts.cancelled_by_office_push,
    ),
    Kind(
        REMINDER,
        title=gettext_lazy("Reminder of a visit"),
        find=found_to_remind,
        still_true=_is_to_be_reminded,
        example=lambda: Reminded(example(), {}),
        ways=lambda reminded: ways_to(reminded.visit),
        mail=lambda reminded, about: letters.reminder_mail(reminded.visit, about),
        sms=lambda reminded, about: texts.reminder_sms(reminded.visit, about),
        push=lambda reminded, about: texts.reminder_push(reminded.visit, about),
        stop_url=lambda reminded: stop_page_of(reminded.visit),
        not_before=_when_awake,
    ),
    *contested.KINDS,
    *queue.KINDS,
    *urgent.KINDS,
)
