"""What the page of a case says is still to be handed in."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from applications.choices import Assurance
from applications.choices import EventKind as K
from applications.models import Application, CaseDocument, DocumentRequirement, Upload
from applications.tests import factories as make
from applications.tests import law
from applications.tests.admin.case_world import TODAY, drafted, grown, registered, summoned
from applications.tests.party import owner_of
from applications.views.cases.place import Seen, seen_of
from applications.views.cases.tasks import tasks_of
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def case() -> Application:
    case = summoned(
        registered(accounts.office()), "evidence", "Umowa", "Paszport", delivered_on=TODAY - 8 * DAY
    )
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"brought": [{"number": 3, "name": "PIT"}]})
    return summoned(case, "formal", "Zdjęcie", on=TODAY - DAY)


def seen(case: Application, user: User | AnonymousUser) -> Seen:
    request = RequestFactory().get("/")
    request.user = user
    return seen_of(request, case.pk, at=make.AT)


def test_open_documents_come_first_and_cost_one_query(
    case: Application, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = owner_of(case)
    Upload.objects.create(
        application=case, document=1, user=user, sent_at=make.AT, name="a.pdf", size=1, digest="0" * 64
    )
    place = seen(case, user)

    with django_assert_num_queries(1):
        tasks = tasks_of(place)

    assert [(task.name, task.is_open, task.is_brought, task.copy) for task in tasks] == [
        ("Umowa", True, False, "checking"),
        ("Paszport", True, True, ""),
        ("Zdjęcie", True, False, ""),
        ("PIT", False, False, ""),
    ]
    assert [(task.until, task.days) for task in tasks] == [
        (date(2026, 12, 7), 14),
        (date(2026, 12, 7), 14),
        (None, 14),
        (None, None),
    ]
    assert (len(tasks), tasks.more) == (4, 0)


def test_only_the_first_are_shown_and_the_others_counted(case: Application) -> None:
    user = owner_of(case)
    grown(case, documents=100, events=1, by=user)

    tasks = tasks_of(seen(case, user))

    assert len(tasks) == 10
    assert all(task.is_open for task in tasks)
    assert tasks.more == 4 + 60 - 10  # asked for, received, refused: three of five


def test_nothing_is_left_to_do_for_whoever_was_not_checked(case: Application) -> None:
    assert len(tasks_of(seen(case, owner_of(case, Assurance.SELF)))) == 0


def test_nothing_is_left_to_do_once_the_case_is_decided() -> None:
    case, officer, signer = registered(accounts.office()), accounts.user(), accounts.user()
    user = owner_of(case)
    brought = {"brought": [{"number": 1, "name": "PIT"}]}
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY - 9 * DAY, data=brought)
    make.happen(case, K.DOCUMENT_REFUSED, on=TODAY - 8 * DAY, data={"document": 1}, note="Too dark.")
    before = len(tasks_of(seen(case, user)))

    decided = {"outcome": "positive"}
    make.happen(drafted(case, officer), K.DECIDED, on=TODAY, by=Actor.user(signer.pk), data=decided)

    assert (before, len(tasks_of(seen(case, user)))) == (1, 0)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Health insurance"), ("ru", "Медицинская страховка"), ("pl", "")]
)
def test_a_document_that_the_law_names_has_its_name_in_the_readers_language(
    case: Application, language: str, title: str
) -> None:
    """The letter is Polish; whoever reads no Polish has to know which paper it means."""
    CaseDocument.objects.filter(application=case).update(name="Ubezpieczenie", code="insurance")
    law.of(DocumentRequirement).filter(code="insurance").update(
        name_en="Health insurance", name_ru="Медицинская страховка", name_pl="Ubezpieczenie"
    )

    with override(language):
        found = {task.title for task in tasks_of(seen(case, owner_of(case)))}

    assert found == {title}
