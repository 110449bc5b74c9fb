"""That there is news in a case: told once, and to those who can read it."""

from typing import Any

import pytest
from django.db import transaction

from applications.choices import Assurance, MandateKind
from applications.models import Application, Mandate
from applications.notices.news import NEWS, tell_news
from applications.notices.telling import CLIENT_NEWS
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "olena@example.test", "+48600000001"
LONG = "0b7e2c44-66cd-4e24-9d0f-4f1a5f6f7a11-and-more"


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office(), email=EMAIL, phone=PHONE)
    made.account, made.account_level = accounts.user(), Assurance.DESK
    made.save()
    return made


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def tell(case: Application, key: str = "17") -> None:
    with transaction.atomic():
        tell_news(case, what="message", key=key, at=make.AT)


def test_the_party_is_told_by_every_way_and_once(case: Application) -> None:
    tell(case)
    tell(case)

    assert told(NEWS) == [PHONE, EMAIL]


def test_other_news_is_told_again(case: Application) -> None:
    for key in ("17", "18", LONG, f"{LONG}!"):
        tell(case, key)

    assert Notice.objects.filter(kind=NEWS, recipient=EMAIL).count() == 4
    assert max(len(row.occasion) for row in Notice.objects.all()) <= 40


@pytest.mark.parametrize("fields", [{"account": None}, {"account_level": Assurance.SELF}])
def test_who_could_not_read_it_is_not_told(case: Application, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(case, name, value)

    tell(case)

    assert told(NEWS) == []


def test_the_employer_is_told_of_a_work_permit_and_the_foreigners_account_is_not() -> None:
    permit = make.case(accounts.office(), of="WP_A", email="kadry@example.test", party_name="Firma")
    permit.account = accounts.user("foreigner@example.test")
    permit.save()

    tell(permit)

    assert told(NEWS) == ["kadry@example.test"]


def test_who_acts_for_the_party_is_told_too(case: Application) -> None:
    proxy = accounts.user("proxy@example.test")
    Mandate.objects.create(
        application=case,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=proxy,
        began_on=make.AT.date(),
        noted_by=proxy,
    )

    tell(case)
    tell(case)

    assert told(CLIENT_NEWS) == ["proxy@example.test"]
    notice = Notice.objects.get(kind=CLIENT_NEWS)
    assert (notice.subject_pk, notice.version) == (str(proxy.pk), case.pk)
