"""The rules of the house that no linter knows. Each says what to do when it fails."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field, ForeignKey, ManyToManyField, Model
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
PARTS = ("portal", "scheduling", "applications", "consultations")
CODE = [
    path
    for part in PARTS
    for path in (ROOT / part).rglob("*.py")
    if not {"migrations", "tests"} & set(path.relative_to(ROOT).parts)
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

# From the ground up: a part may point at those before it, never at those after it.
FLOORS = [
    "accounts",
    "audit",
    "notifications",
    "web",
    "scheduling",
    "applications",
    "consultations",
    "reports",
    "demo",
]

# Every column that says something about a person, and why we keep it (our GDPR register,
# art. 30). A new one is declared here, with its purpose, before it can land.
PERSONAL = {
    "accounts.Membership.user": "who works where: access to the office's files",
    "accounts.User.email": "signing in and messages",
    "accounts.User.name": "how to address the person",
    "accounts.User.language": "language of pages and messages",
    "accounts.User.phone": "messages, if the person gives it",
    "accounts.User.password": "signing in (a hash)",
    "audit.Event.user": "accountability: KRI 2024 § 20 asks who read and changed what",
    "notifications.Notice.recipient": "where a message goes",
    "notifications.Notice.language": "language of the message",
    "notifications.Subscription.endpoint": "on which device somebody asked to be reminded",
    "notifications.Subscription.language": "language of the notification",
    "scheduling.AccessCode.account": "on whose list a visit is to come, for a day",
    "scheduling.AccessCode.asked_digest": "how often a code was asked for, for a day (keyed digest)",
    "scheduling.Appointment.given_names": "who comes: a time cannot be sold",
    "scheduling.Appointment.family_name": "who comes",
    "scheduling.Appointment.birth_date": "who comes: tells people of one name apart",
    "scheduling.Appointment.citizenship": "who comes, and which rules hold for them",
    "scheduling.Appointment.email": "code, confirmation, changes",
    "scheduling.Appointment.phone": "text messages, if the person asks for them",
    "scheduling.Appointment.language": "language of messages",
    "scheduling.Appointment.case_number": "which file lies on the counter",
    "scheduling.Appointment.identity_digest": "one visit for a person and service (keyed digest)",
    "scheduling.Appointment.case_digest": "one visit for a case and service (keyed digest)",
    "scheduling.Appointment.account": "whose visits a signed-in person sees",
    "scheduling.Appointment.reference": "finds the visit at the desk",
    "scheduling.Appointment.accompanied_by": "the parent, guardian or proxy who comes along",
    "scheduling.Appointment.arrangements": "what is needed at the counter; never why",
    "scheduling.Appointment.network_digest": "how many times one network keeps (keyed digest, while held)",
    "scheduling.Duty.clerk": "who works when",
    "scheduling.Outcome.by": "who wrote down how a visit ended",
    "scheduling.StaffAct.by": "who took or gave a time out of turn",
    "scheduling.Sitting.clerk": "who is at which counter",
    "scheduling.Ticket.clerk": "who called and served somebody",
    "scheduling.Ticket.case_number": "which file the visit was about",
    "scheduling.Ticket.language": "in which language somebody is called",
    "scheduling.Ticket.note": "what the next clerk must know, in the clerk's own words",
    "scheduling.TicketAct.by": "who called whom before others, and why",
    "scheduling.TicketAct.note": "why, in the clerk's own words",
    "scheduling.Kiosk.added_by": "who made a device one at which people check in",
    "scheduling.UrgentRequest.given_names": "who asks for a visit before their term ends",
    "scheduling.UrgentRequest.family_name": "who asks",
    "scheduling.UrgentRequest.birth_date": "who asks: the visit is booked with it",
    "scheduling.UrgentRequest.citizenship": "who asks",
    "scheduling.UrgentRequest.email": "where the answer goes",
    "scheduling.UrgentRequest.phone": "where the answer goes",
    "scheduling.UrgentRequest.language": "language of the answer",
    "scheduling.UrgentRequest.case_number": "which file the term is in",
    "scheduling.UrgentRequest.identity_digest": "one waiting request for a person and service (keyed digest)",
    "scheduling.UrgentRequest.reference": "finds the request",
    "scheduling.UrgentRequest.decided_by": "who decided",
    "scheduling.UrgentRequest.why": "which term it is, in the person's own words",
    "scheduling.UrgentRequest.answer": "what the person was answered",
    "applications.Application.given_names": "whose case it is",
    "applications.Application.family_name": "whose case it is",
    "applications.Application.birth_date": "tells people of one name apart",
    "applications.Application.citizenship": "which rules hold, and figures by citizenship",
    "applications.Application.name_key": "finds the cases of one person, however the name is written",
    "applications.Application.document_digest": "finds the cases of one travel document (keyed digest)",
    "applications.Application.party_name": "the employer, host or inviter who is the party",
    "applications.Application.stay_until": "how urgent the case is for the person",
    "applications.Application.language": "language of messages and letters",
    "applications.Application.email": "messages",
    "applications.Application.phone": "text messages",
    "applications.Application.account": "whose case it is, when they sign in",
    "applications.Application.access_digest": "opens the status without an account (keyed digest)",
    "applications.Application.case_number": "names the case",
    "applications.Application.external_ref": "names the case in another system",
    "applications.Application.clerk": "who handles the case",
    "applications.Application.state": "what the events add up to; codes, numbers and dates",
    "applications.CaseEvent.by": "who entered it",
    "applications.CaseEvent.note": "what a clerk wrote of it, in their own words",
    "applications.CaseEvent.data": "codes, numbers and dates of what happened",
    "applications.Decision.author": "who wrote the draft: never the one who signs",
    "applications.Decision.signer": "who signed",
    "applications.ImportRun.by": "who read a file in",
    "applications.Mandate.name": "who may act for the party",
    "applications.Mandate.user": "whose account may see the case",
    "applications.Mandate.noted_by": "who entered the mandate",
    "applications.Mandate.email": "to whom the person gave it, until a clerk has looked",
    "applications.Mandate.document": "on which paper the mandate stands",
    "applications.Organisation.name": "for whom its members act",
    "applications.Organisation.tax_id": "which organisation it is",
    "applications.Member.email": "who is asked to act for an organisation",
    "applications.Member.user": "who acts for an organisation",
    "applications.Member.asked_by": "who let somebody act for an organisation",
    "applications.Upload.user": "who sent the copy",
    "applications.Upload.name": "how the person knows their file again",
    "applications.CaseMessage.author": "who wrote it",
    "applications.CaseMessage.language": "in which language to answer",
    "applications.CaseMessage.text": "what the person asks, and what the office answers",
    "applications.ShareCode.digest": "opens what an employer may see (keyed digest)",
    "applications.ShareCode.label": "how the person knows whom they gave it",
    "applications.ShareCode.issued_by": "who may revoke it",
    "applications.KeptDay.by": "who wants to be reminded",
    "applications.CasePreference.user": "how somebody wants to hear of cases",
    "applications.CasePreference.feed_digest": "opens the calendar (keyed digest)",
    "web.Announcement.created_by": "who wrote what everybody reads",
    "web.BarrierReport.problem": "what does not work for somebody: it may say something of them",
    "web.BarrierReport.wanted": "which access somebody asks for",
    "web.BarrierReport.name": "how to address whoever reports a barrier, if they say it",
    "web.BarrierReport.email": "where the answer goes",
    "web.BarrierReport.phone": "where the answer goes",
    "web.BarrierReport.language": "language of the answer",
    "web.BarrierReport.answered_by": "who answered",
}
# Words in a column's name that make it look like one of those.
TELLING = re.compile(
    r"name$|names$|email|e_mail|phone|birth|citizen|language|password|address|recipient|passport|pesel"
    r"|case_|identity|reference|^user$|clerk|person|^account$"
)
HARMLESS = {
    "accounts.Office.name": "an office",
    "accounts.Office.message_name": "an office",
    "accounts.Office.address": "an office",
    "accounts.Office.email": "an office",
    "accounts.Office.phone": "an office",
    "applications.CaseDocument.name": "a kind of document",
    "applications.DocumentRequirement.in_person": "a kind of document",
    "applications.DocumentRequirement.name": "a kind of document",
    "applications.FilingChannel.address": "a web address",
    "applications.ImportMapping.name": "a kind of file",
    "applications.ImportRun.filename": "a file",
    "applications.Procedure.name": "a kind of case",
    "scheduling.Kiosk.name": "a device",
    "scheduling.Matter.name": "a kind of matter",
    "scheduling.ReminderRule.by_email": "a rule",
    "scheduling.Service.name": "a service",
    "scheduling.Service.needs_case_number": "a service",
    "scheduling.Service.needs_case_code": "a service",
    "scheduling.ShiftPattern.name": "a shift",
}


def our_models() -> Iterator[type[Model]]:
    for label in FLOORS:
        if apps.is_installed(f"portal.{label}") or apps.is_installed(label):
            yield from apps.get_app_config(label).get_models()


def our_fields() -> Iterator[tuple[str, "Field[object, object]"]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.model is model:
                yield f"{model._meta.label}.{field.name}", field


def test_foreign_keys_point_down() -> None:
    """A foreign key is an import: the upper part owns it, the lower one never learns its name."""
    upwards = [
        name
        for name, field in our_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and (there := field.related_model._meta.app_label) in FLOORS
        and FLOORS.index(there) > FLOORS.index(field.model._meta.app_label)
    ]

    assert upwards == []


def test_every_column_about_a_person_is_declared() -> None:
    """Say in PERSONAL what it is kept for, or in HARMLESS that it is not about a person."""
    translated = re.compile(rf"_({'|'.join(code for code, _ in settings.LANGUAGES)})$")
    undeclared = [
        name
        for name, field in our_fields()
        if TELLING.search(translated.sub("", field.name))
        and translated.sub("", name) not in PERSONAL | HARMLESS
    ]

    assert undeclared == []


def test_every_declared_column_exists() -> None:
    """Take it out of PERSONAL or HARMLESS: the register says what we keep, not what we kept."""
    assert sorted({*PERSONAL, *HARMLESS} - {name for name, _ in our_fields()}) == []


def test_files_stay_small() -> None:
    """Split by noun. The targets: median 70 lines, nine of ten under 200, none over 400."""
    sizes = sorted((len(path.read_text().splitlines()), path.relative_to(ROOT)) for path in CODE)
    lines = [size for size, _ in sizes]

    assert [path for size, path in sizes if size > 400] == []
    assert lines[len(lines) * 9 // 10] <= 200
    assert median(lines) <= 70


def test_functions_stay_small() -> None:
    """Give a part of it a name. None over 40 lines, nine of ten at most 25."""
    sizes = sorted(
        ((node.end_lineno or 0) - node.lineno + 1, f"{path.name}:{node.name}")
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    assert [name for size, name in sizes if size > 40] == []
    assert sizes[len(sizes) * 9 // 10][0] <= 25


def test_own_scripts_stay_small() -> None:
    """htmx and small modules do it; a page of logic belongs on the server."""
    scripts = [path for part in PARTS for path in (ROOT / part).glob("**/static/**/*.js")]
    own = [path for path in scripts if "vendor" not in path.parts]

    assert sum(len(path.read_text().splitlines()) for path in own) <= 2000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_compile(path: Path) -> None:
    assert get_template(str(path.relative_to(ROOT / "templates")))


def test_every_template_is_used() -> None:
    """Delete it, or use it. Those that Django, allauth or unfold find by name are told apart."""
    by_name = re.compile(
        r"^(4\d\d|5\d\d)|^403_csrf|^(account|mfa|usersessions|allauth|admin|unfold|django|registration)/"
    )
    code = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES])
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    unused = [
        name
        for name in names
        if not by_name.match(name) and name not in code and re.sub(r"\.(txt|html)$", "", name) not in code
    ]

    assert unused == []


def test_forms_in_pieces_have_their_token() -> None:
    """Pass it on, `csrf_token=csrf_token`: an include that says "only" has no other, and nobody may send."""
    pieces = {
        str(path.relative_to(ROOT / "templates")) for path in TEMPLATES if "csrf_token" in path.read_text()
    }
    includes = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
    without = [
        f"{path.name}: {name}"
        for path in TEMPLATES
        for name, given in includes.findall(path.read_text())
        if name in pieces and "csrf_token=" not in given
    ]

    assert without == []


def test_pages_carry_no_script_or_style_of_their_own() -> None:
    """The CSP would stop it: put it into a static file. E-mails are no pages."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son(?:click|change|submit|load|error|input|key\w+|mouse\w+|focus\w*|blur)=|hx-on|javascript:"
    )
    pages = [path for path in TEMPLATES if "emails" not in path.parts]

    assert [str(path.relative_to(ROOT)) for path in pages if inline.search(path.read_text())] == []


def test_pages_ask_nobody_else_for_anything() -> None:
    """Vendor it. A link that a person may follow is fine; a thing that is loaded is not."""
    loaded = re.compile(
        r"""<(?:script|link|img|iframe|source|video|audio)[^>]*(?:src|href)=["'](?:https?:)?//"""
    )

    assert [str(path.relative_to(ROOT)) for path in TEMPLATES if loaded.search(path.read_text())] == []
