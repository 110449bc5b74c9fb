"""What whoever reported a barrier is told by e-mail: that we have it, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.actions.outbox import enqueue
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Kind, Way
from portal.notifications.rules.letters import Block, Button, Facts, Heading, Mail, Paragraph
from portal.web import words
from portal.web.choices import BarrierState
from portal.web.models import BarrierReport
from portal.web.terms import answer_by, fix_by

RECEIVED, LATER, CLOSED = "barrier_received", "barrier_later", "barrier_closed"
OMBUDSMAN = "https://www.rpo.gov.pl/"
EXAMPLE_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def received(report: BarrierReport, *, at: datetime) -> None:
    _send(RECEIVED, report, at=at)


def answered(report: BarrierReport, *, at: datetime) -> None:
    _send(CLOSED if report.is_closed else LATER, report, at=at)


def ways_to(report: BarrierReport) -> list[Way]:
    """Return how the answer goes by itself; whoever left only a phone number is called."""
    return [Way(Channel.EMAIL, report.email, report.language)] if report.email else []


def _send(kind: str, report: BarrierReport, *, at: datetime) -> None:
    enqueue(kind, subject=report, version=1, ways=ways_to(report), language=report.language, due_at=at)


def page_of(report: BarrierReport) -> str:
    """Return the whole address of the report's own page, in the language that is active."""
    return urljoin(settings.SITE_URL, reverse("barrier_detail", args=[report.secret]))


def received_mail(report: BarrierReport, _about: About) -> Mail:
    title = _("We have your report about our website")
    return Mail(
        title,
        preview=_("It says by when we answer."),
        blocks=(
            Heading(title),
            _number(report),
            Facts(
                (
                    (_("We fix it, or write to you, by"), words.day(report.answer_by_on)),
                    (_("If it takes longer, we fix it by"), words.day(report.fix_by_on)),
                )
            ),
            _page(report),
            *_complaint(),
        ),
    )


def later_mail(report: BarrierReport, _about: About) -> Mail:
    title = _("We need more time for your report about our website")
    return Mail(
        title,
        preview=_("It says why, and by when we fix it."),
        blocks=(
            Heading(title),
            _number(report),
            Paragraph(report.why_later),
            Facts(((_("We fix it by"), words.day(report.fix_by_on)),)),
            _page(report),
            *_complaint(),
        ),
    )


def closed_mail(report: BarrierReport, _about: About) -> Mail:
    if report.state == BarrierState.REFUSED:
        title, more = _("Our answer to your report about our website"), _complaint()
        first = Paragraph(_("We cannot do what you asked for. The reason:"))
    else:
        title, more = _("What you reported about our website is fixed"), ()
        first = Paragraph(_("Thank you for telling us. This is what we did:"))
    blocks = (Heading(title), _number(report), first, Paragraph(report.answer), _page(report), *more)
    return Mail(title, preview=_("It answers the report that you sent us."), blocks=blocks)


def _number(report: BarrierReport) -> Block:
    return Facts(((_("Number of your report"), report.number),))


def _page(report: BarrierReport) -> Block:
    return Button(_("See your report"), page_of(report))


def _complaint() -> tuple[Block, ...]:
    return (
        Paragraph(
            _(
                "If we refuse or miss these terms, you can complain (skarga) to the office. "
                "After that you can turn to the Commissioner for Human Rights "
                "(Rzecznik Praw Obywatelskich): %(address)s"
            )
            % {"address": OMBUDSMAN}
        ),
    )


def found(pks: Sequence[str]) -> Mapping[str, BarrierReport]:
    return {str(report.pk): report for report in BarrierReport.objects.filter(pk__in=pks)}


def example() -> BarrierReport:
    """Return a report that nobody has sent, to show what a message looks like."""
    on = EXAMPLE_AT.date()
    return BarrierReport(
        pk=0, received_at=EXAMPLE_AT, answer_by_on=answer_by(on), fix_by_on=fix_by(on), secret="0" * 64
    )


def later_example() -> BarrierReport:
    report = example()
    report.state, report.told_later_at = BarrierState.TOLD_LATER, EXAMPLE_AT
    report.why_later = _("The part has to be made anew.")
    return report


def closed_example() -> BarrierReport:
    report = example()
    report.state, report.closed_at = BarrierState.FIXED, EXAMPLE_AT
    report.answer = _("The button now has a name that screen readers say.")
    return report


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        RECEIVED,
        title=gettext_lazy("A barrier report has come"),
        find=found,
        still_true=lambda _report, _about: True,
        example=example,
        ways=ways_to,
        mail=received_mail,
    ),
    Kind(
        LATER,
        title=gettext_lazy("A barrier takes longer to fix"),
        find=found,
        still_true=lambda report, _about: report.state == BarrierState.TOLD_LATER,
        example=later_example,
        ways=ways_to,
        mail=later_mail,
    ),
    Kind(
        CLOSED,
        title=gettext_lazy("A barrier report is answered"),
        find=found,
        still_true=lambda report, _about: report.is_closed,
        example=closed_example,
        ways=ways_to,
        mail=closed_mail,
    ),
)
