"""Announcements and barrier reports, in a few words."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, cast

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from portal.web.barriers import actions
from portal.web.models import Announcement, BarrierReport

TODAY = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday morning, 10:00 in Kraków

_numbers = count(1)


def announcement(title: str = "Closed early", *, office: Office | None = None, **fields: Any) -> Announcement:  # noqa: ANN401  any field of the model
    words = {
        "title_pl": f"{title} (pl)",
        "title_en": title,
        "title_ru": f"{title} (ru)",
        "body_pl": "Od 12:00.",
        "body_en": "From **12:00**.",
        "body_ru": "С 12:00.",
    }
    days = {"first_on": TODAY, "last_on": TODAY, "is_published": True}
    return Announcement.objects.create(office=office, **words | days | fields)


def told(**changed: str) -> actions.Told:
    texts = {"problem": "The calendar has no names.", "page": "/en/visits/", "email": "ola@example.test"}
    return cast("actions.Told", {"wanted": "", "name": "", "phone": "", **texts, **changed})


def report(*, at: datetime = AT, language: str = "en", **changed: str) -> BarrierReport:
    secret = f"{next(_numbers):064}"
    return actions.report(told(**changed), secret=secret, language=language, by=VISITOR, at=at)
