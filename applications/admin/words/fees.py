"""What is due for an application, in words: the fees that held on the day of filing."""

from django.utils.translation import gettext as _

from applications.models import Application, Fee
from applications.models.lookups import fees_of


def due_for(case: Application) -> list[Fee]:
    return fees_of(case.procedure, on=case.filed_on)


def due(fee: Fee) -> str:
    return _("%(label)s: %(amount)s zł, to %(payee)s") % {
        "label": fee.label,
        "amount": f"{fee.amount:.2f}",
        "payee": fee.get_payee_display(),
    }
