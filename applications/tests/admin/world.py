"""One office with two cases, everybody who may look at them, and all who may not."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from applications.actions.uploading.storing import clean_path
from applications.choices import EventKind as K
from applications.choices import MandateKind, OrganisationKind, UploadState
from applications.models import (
    Application,
    CasePreference,
    ImportMapping,
    ImportRun,
    Mandate,
    Organisation,
    VisitRule,
)
from applications.tests import factories as make
from applications.tests.factories import happen
from applications.tests.importing.world import cases, handed_in
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as visits

FEED = "a-secret-address"
OUTSIDE = (
    "anonymous",
    "owner",  # a child of twelve, so that a parent acts too
    "other",  # the owner of another case
    "proxy",
    "parent",
    "employer",  # a member of the organisation that the work permit is for
    "foreigner",  # named in the file of that work permit
)
STAFF = ("clerk", "officer", "signer", "supervisor")
FURTHER_STAFF = (
    "elsewhere",  # a clerk of another office
    "rival",  # a supervisor of another office
    "consultant",
    "administrator",
)
PEOPLE = (*OUTSIDE, *STAFF, *FURTHER_STAFF)
RESIDENCE, PERMIT = "residence", "permit"
CHILD, LONG_AGO = 12, date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """One office with two cases, all who work there, and who does not."""

    cases: dict[str, Application]
    run: ImportRun
    people: dict[str, User]
    clients: dict[str, Client]
    begun: int  # the last entry of the audit before anybody asks

    @property
    def case(self) -> Application:
        return self.cases[RESIDENCE]


def world() -> World:
    office = accounts.office()
    people = {role.value: accounts.member(role, at=office) for role in Role}
    people["elsewhere"] = accounts.member(Role.CLERK, at=accounts.office())
    people["rival"] = accounts.member(Role.SUPERVISOR, at=accounts.office())
    people |= {name: accounts.user() for name in OUTSIDE if name != "anonymous"}
    begun = {RESIDENCE: residence(office, people), PERMIT: permit(office, people)}
    linked(make.case(office, given_names="Ann", family_name="Else"), people["other"])
    run = handed_in(cases({}), office=office, by=people[Role.SUPERVISOR])
    ImportMapping.objects.create(office=office, name="Cases", kind="cases")
    VisitRule.objects.create(service=visits.service("COMPLETE"), event=K.APPEARED)
    CasePreference.objects.create(user=people["owner"], feed_digest=token_digest(FEED))
    clients = {name: signed_in(people.get(name)) for name in PEOPLE}
    return World(begun, run, people, clients, Event.objects.latest("pk").pk)


def residence(office: Office, people: dict[str, User]) -> Application:
    """Make a child's case, with a proxy and a parent."""
    born = date(timezone.now().year - CHILD, 1, 1)
    case = linked(make.case(office, birth_date=born), people["owner"])
    begin(case)
    mandate(case, kind=MandateKind.PROXY, user=people["proxy"])
    mandate(case, kind=MandateKind.PARENT, user=people["parent"])
    things(case, people["owner"])
    return case


def permit(office: Office, people: dict[str, User]) -> Application:
    """Make an employer's case; somebody has linked the foreigner's account to it all the same."""
    case = make.case(office, of="WP_A", family_name="Dovzhenko", party_name="Example sp. z o.o.")
    linked(case, people["foreigner"])
    begin(case)
    mandate(case, kind=MandateKind.EMPLOYER, organisation=organisation(people["employer"]))
    things(case, people["employer"])
    return case


def begin(case: Application) -> None:
    """Let something happen of all that has a page of its own."""
    happen(case, K.REGISTERED)
    happen(case, K.SUMMONED, data={"summons": 1, "kind": "formal", "days": 7})
    happen(case, K.DOCUMENT_RECEIVED, data={"brought": [{"number": 1, "name": "Letter"}]})


def things(case: Application, of: User) -> None:
    """Let somebody have sent a copy and a message, and given out a share code."""
    copy = case.uploads.create(
        document=1, user=of, sent_at=make.AT, name="Letter.pdf", kind="pdf", size=1, state=UploadState.KEPT
    )
    clean_path(copy.pk).write_bytes(b"%PDF")
    case.messages.create(
        key=uuid4(), author=of, is_from_office=False, language="en", text="When?", at=make.AT
    )
    until = make.AT + timedelta(days=3_000)
    case.share_codes.create(digest=f"{case.pk:064}", issued_by=of, issued_at=make.AT, until=until)


def linked(case: Application, account: User) -> Application:
    Application.objects.filter(pk=case.pk).update(account=account, account_level="desk")
    case.refresh_from_db()
    return case


def mandate(case: Application, *, kind: str, **holder: User | Organisation) -> Mandate:
    return Mandate.objects.create(
        application=case,
        kind=kind,
        name="Somebody",
        began_on=LONG_AGO,
        accepted_at=make.AT,
        noted_by=accounts.user(),
        **holder,
    )


def organisation(of: User) -> Organisation:
    found = Organisation.objects.create(name="Example", kind=OrganisationKind.EMPLOYER, created_at=make.AT)
    found.members.create(
        email=of.email, user=of, is_manager=True, asked_by=of, asked_at=make.AT, joined_at=make.AT
    )
    return found


def signed_in(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if person:
        client.force_login(person)
    return client
