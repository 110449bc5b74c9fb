"""Cases that are like a new one, as a clerk sees them before it is registered."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.admin.intake.forms import IntakeForm
from applications.admin.words.terms import label_of
from applications.admin.worklist.place import Place
from applications.models import Application
from applications.models.cases import RIGHT_TO_SEE
from applications.models.likely import Like, like
from applications.rules.duplicates import Likeness
from portal.accounts.policies import offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of

WORDS: dict[Likeness, Promise] = {
    Likeness.DOCUMENT: _("the same passport number"),
    Likeness.PERSON: _("the same name and date of birth"),
    Likeness.SPELLING: _("a similar name and the same date of birth"),
    Likeness.DATE: _("the same name, and day and month of birth the other way round"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A case that may be of the same person, at an office of whoever looks."""

    case: Application
    why: list[str]

    @property
    def url(self) -> str:
        return reverse("admin:applications_application_change", args=[self.case.pk])

    @property
    def stage(self) -> str:
        return label_of(self.case.get_stage_display()).plain


@dataclass(frozen=True, slots=True)
class Likes:
    """What there is: one's own cases by name, and of others only where they are."""

    own: list[Known]
    elsewhere: list[str]
    mark: str

    def __bool__(self) -> bool:
        return bool(self.mark)


def likes_of(place: Place, form: IntakeForm) -> Likes:
    """Return the cases that are like what was typed; that they are shown is written down."""
    found = like(form.someone(settings.IDENTITY_KEY.encode()))
    offices = set(offices_of(place.user, RIGHT_TO_SEE))
    own = [each for each in found if each.case.office in offices]
    if own:
        _write_down(place, own)
    return Likes(
        own=[Known(case, [str(WORDS[one]) for one in alike]) for case, alike in own],
        elsewhere=sorted({each.case.office.name for each in found if each.case.office not in offices}),
        mark=",".join(str(pk) for pk in sorted(each.case.pk for each in found)),
    )


def _write_down(place: Place, own: list[Like]) -> None:
    with transaction.atomic():
        record(
            "case.compared",
            subject=place.office,
            by=actor_of(place.request),
            at=place.at,
            office=place.office,
            cases=[each.case.pk for each in own],
        )
