"""One message for all the cases that somebody looks after, a day or a week; and who wants it so."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from applications.choices import Digest, Turn
from applications.models import Application, CaseEvent, CaseMessage, CasePreference, Mandate, Upload
from applications.notices.clients import ways_to_account
from applications.notices.digest import DIGEST, SOON_DAYS, Counts
from applications.notices.telling import NEWS, SAID
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.outbox import enqueue

FROM = time(8)
EVERY = {Digest.DAILY: timedelta(days=1), Digest.WEEKLY: timedelta(days=7)}


@transaction.atomic
def choose(user: User, *, digest: Digest, by: Actor, at: datetime) -> CasePreference:
    """Hear of all cases in this way from now on; what happened before is not told again."""
    CasePreference.objects.get_or_create(user=user)
    row = CasePreference.objects.select_for_update().get(user=user)
    if row.digest != digest:
        row.digest, row.digested_at = digest, at
        row.save(update_fields=["digest", "digested_at"])
        record("case.digest_chosen", subject=user, by=by, at=at, digest=digest.value)
    return row


def send(*, at: datetime) -> int:
    """Write the messages that are due, from the morning on; return how many there were."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.time() < FROM:
        return 0
    due = Q()
    for digest, span in EVERY.items():
        # The hour at which it went last does not matter: once on each day that it is due.
        due |= Q(digest=digest, digested_at__lt=datetime.combine(local.date() - span, time.max, local.tzinfo))
        due |= Q(digest=digest, digested_at=None)
    keys = list(CasePreference.objects.filter(due, user__is_active=True).values_list("pk", flat=True))
    return sum(_send(key, at=at, on=local.date()) for key in keys)


@transaction.atomic
def _send(key: int, *, at: datetime, on: date) -> bool:
    row = CasePreference.objects.select_for_update(of=("self",)).select_related("user").get(pk=key)
    since = row.digested_at or at - EVERY.get(Digest(row.digest), NEWS)
    if row.digest == Digest.EACH or since.astimezone(ZoneInfo(settings.TIME_ZONE)).date() >= on:
        return False  # somebody else was quicker
    row.digested_at = at
    row.save(update_fields=["digested_at"])
    counts = counted(row.user, since=since, on=on)
    if not (counts.news or counts.terms):
        return False
    user = row.user
    ways = ways_to_account(user)
    enqueue(
        DIGEST,
        subject=user,
        version=1,
        ways=ways,
        language=user.language,
        due_at=at,
        occasion=counts.text,
    )
    return True


def counted(user: User, *, since: datetime, on: date) -> Counts:
    """Count the cases that somebody looks after with news, and those in which a term ends soon."""
    mandates = Mandate.objects.of(user).held(on).filter(may_see=True, gets_notices=True)
    cases = Application.objects.filter(pk__in=mandates.values("application"))
    of_case = {"application": OuterRef("pk")}
    entries = CaseEvent.objects.filter(**of_case, at__gt=since, kind__in=SAID, on__gte=since.date() - NEWS)
    answers = CaseMessage.objects.filter(**of_case, at__gt=since, is_from_office=True)
    copies = Upload.objects.filter(**of_case, looked_at__gt=since)
    news = cases.filter(Q(Exists(entries)) | Q(Exists(answers)) | Q(Exists(copies)))
    until = (on, on + timedelta(days=SOON_DAYS))
    return Counts(on, news.count(), cases.filter(turn=Turn.PARTY, until__range=until).count())
