"""What is to be paid is read once in a process, and again as soon as anybody changes a fee."""

from decimal import Decimal

import pytest

from applications.models import Fee, LawVersion
from applications.models.known import known_fees
from applications.tests import factories as make

pytestmark = pytest.mark.django_db


def amounts() -> set[Decimal]:
    procedure, version = make.procedure("TEMP_WORK"), LawVersion.objects.get().number
    return {fee.amount for fee in known_fees(procedure, on=make.FILED, version=version)}


def test_a_fee_that_is_changed_is_read_anew() -> None:
    before = amounts()

    Fee.objects.filter(scope="TEMP_WORK").update(amount=Decimal("999.00"))

    assert Decimal("999.00") in amounts() - before
