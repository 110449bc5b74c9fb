"""What people are told of their urgent requests.

A request that is granted is told together with its visit, in one message: the ordinary one
that the visit is booked would say the same once more, and nothing of the request.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.actions.outbox import enqueue
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Facts, Heading, Mail, Paragraph, Sms
from scheduling.choices import RequestState
from scheduling.models import Appointment, UrgentRequest
from scheduling.notices import texts
from scheduling.notices.entries import calendar_entry, on_one_line
from scheduling.notices.secrets import page_of, whole
from scheduling.notices.subjects import EXAMPLE_START, contacts_of, example, found, is_last_word
from scheduling.rules.codes import secret_token

RECEIVED, GRANTED, REFUSED = "urgent_received", "urgent_granted", "urgent_refused"
TOKEN_LENGTH = 22  # 128 bits: it stands in a text message too


def request_token_of(request: UrgentRequest) -> str:
    """Return the secret in the address of the request's own page."""
    key: str = settings.IDENTITY_KEY
    subject = f"urgentrequest:{request.pk}:{request.reference}"
    return secret_token(key.encode(), subject=subject, version=1)[:TOKEN_LENGTH]


def request_page_of(request: UrgentRequest) -> str:
    """Return the whole address of the request's page, in the language that is active."""
    return whole(reverse("urgent_detail", args=[request.pk, request_token_of(request)]))


def urgent_received(request: UrgentRequest, *, at: datetime) -> None:
    """Send the link to the request's page to the contact that was typed: nobody has proven it yet."""
    _tell(RECEIVED, request, version=1, at=at)


def urgent_granted(appointment: Appointment, *, at: datetime) -> None:
    """Tell of the visit that a supervisor gave, in the place of the message that it is booked."""
    # It was written in this transaction and nobody has seen it: it is as if it never was.
    booked = Notice.objects.about(appointment).filter(kind="appointment_booked", state=State.QUEUED)
    booked.delete()
    _tell(GRANTED, appointment, version=appointment.sequence, at=at)


def urgent_refused(request: UrgentRequest, *, at: datetime) -> None:
    _tell(REFUSED, request, version=1, at=at)


def received_mail(request: UrgentRequest, _about: About) -> Mail:
    title = _("We have your urgent request")
    return Mail(
        title,
        preview=_("This request does not keep your term"),
        blocks=(
            Heading(title),
            Facts(((_("Number of your request"), request.reference),)),
            Heading(_("This request does not keep your term")),
            Paragraph(
                _(
                    "The term runs on while you wait for the answer, and also if we refuse "
                    "(wniosek o pilną wizytę nie zachowuje terminu)."
                )
            ),
            Paragraph(
                _("A supervisor of the office reads your request. Those whose term ends first come first.")
            ),
            Button(_("Open the page of my request"), request_page_of(request)),
            Paragraph(_("If you did not send a request, somebody mistyped a contact. Do nothing.")),
        ),
    )


def received_sms(request: UrgentRequest, _about: About) -> Sms:
    # Translators: a text message; first comes a neutral name of the office, last a link.
    text = _("%(office)s: we have your urgent request. It does not keep your term: %(link)s")
    return Sms(text % {"office": texts.office_name(request.office), "link": request_page_of(request)})


def granted_mail(visit: Appointment, _about: About) -> Mail:
    return Mail(
        _("Your urgent request is granted: a visit is booked"),
        preview=texts.when(visit),
        blocks=(
            Heading(_("Your urgent request is granted")),
            Paragraph(_("We have booked this visit for you. You do not need to confirm it.")),
            Facts(
                (
                    (_("When"), texts.when(visit)),
                    (_("Where"), on_one_line(f"{texts.office_name(visit.office)}\n{visit.office.address}")),
                    (_("Reference"), visit.reference),
                )
            ),
            Paragraph(_("See what to bring on the page of your visit. If you cannot come, cancel there.")),
            Button(_("Open the page of my visit"), page_of(visit)),
            Paragraph(_("Open the file with this message to put the visit into your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
        ),
        files=(calendar_entry(visit),),
    )


def refused_mail(request: UrgentRequest, _about: About) -> Mail:
    keeps = _(
        "Your term runs on. What has to reach the office can be sent without a visit: "
        "the page of your request says what counts as in time."
    )
    answer = [line for line in request.answer.splitlines() if line.strip()]
    return Mail(
        _("We cannot give you an urgent visit"),
        preview=_("Read why, and what else you can do."),
        blocks=(
            Heading(_("We cannot give you an urgent visit")),
            Facts(((_("Number of your request"), request.reference),)),
            Paragraph(_("A supervisor of the office read your request and answers:")),
            *(Paragraph(line) for line in answer),
            Paragraph(keeps),
            Paragraph(_("New times open every day, and times that others cancel come back at once.")),
            Button(_("Open the page of my request"), request_page_of(request)),
        ),
    )


def refused_sms(request: UrgentRequest, _about: About) -> Sms:
    # Translators: a text message; first comes a neutral name of the office, last a link.
    text = _("%(office)s: we cannot give you an urgent visit. Read why, and what else you can do: %(link)s")
    return Sms(text % {"office": texts.office_name(request.office), "link": request_page_of(request)})


def found_requests(pks: Sequence[str]) -> Mapping[str, UrgentRequest]:
    requests = UrgentRequest.objects.for_page().filter(pk__in=pks)
    return {str(request.pk): request for request in requests}


def refused_example() -> UrgentRequest:
    visit = example()
    return UrgentRequest(
        pk=0,
        office=visit.office,
        service=visit.service,
        reference="7F3K-9M2Q",
        state=RequestState.REFUSED,
        made_at=visit.created_at,
        term_on=date(2026, 12, 4),
        birth_date=date(1990, 3, 27),
        decided_at=EXAMPLE_START,
        answer=_("All counters are taken until that day. You can send the papers by post."),
    )


def received_example() -> UrgentRequest:
    asked = refused_example()
    asked.state, asked.decided_at, asked.answer = RequestState.WAITING, None, ""
    return asked


def _tell(kind: str, subject: Appointment | UrgentRequest, *, version: int, at: datetime) -> None:
    enqueue(
        kind,
        subject=subject,
        version=version,
        ways=contacts_of(subject),
        language=subject.language,
        due_at=at,
        is_awaited=True,
    )


def _is_received(request: UrgentRequest, _about: About) -> bool:
    return request.is_waiting


def _is_refused(request: UrgentRequest, _about: About) -> bool:
    return request.state == RequestState.REFUSED and not request.is_forgotten


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        RECEIVED,
        title=gettext_lazy("The urgent request has arrived"),
        find=found_requests,
        still_true=_is_received,
        example=received_example,
        ways=contacts_of,
        mail=received_mail,
        sms=received_sms,
    ),
    Kind(
        GRANTED,
        title=gettext_lazy("The urgent request is granted"),
        find=found,
        still_true=is_last_word,
        example=example,
        ways=contacts_of,
        mail=granted_mail,
        sms=texts.granted_sms,
    ),
    Kind(
        REFUSED,
        title=gettext_lazy("The urgent request is refused"),
        find=found_requests,
        still_true=_is_refused,
        example=refused_example,
        ways=contacts_of,
        mail=refused_mail,
        sms=refused_sms,
    ),
)
