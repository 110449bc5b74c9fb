"""What a case costs, whom to pay, and whether the office has seen it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applications.models import CaseEvent, Fee
from applications.models.known import known_fees
from applications.rules.progress import is_told
from applications.views.cases.place import Seen


@dataclass(frozen=True, slots=True)
class Due:
    """One fee. `seen_on` is when the office saw the payment, `paid` how much, where it was noted.

    What `may_be` is due holds for some people alone: at half price, for a proxy.
    """

    label: str
    amount: Decimal
    payee: str
    may_be: bool
    seen_on: date | None
    paid: str


def fees_for(seen: Seen, payments: Iterable[CaseEvent]) -> list[Due]:
    """Return the fees that held on the day of filing; `payments` are the entries that one was seen."""
    case = seen.application
    fees = known_fees(case.procedure, on=case.filed_on, version=seen.law_number)
    of_row = {_row_of(row, fees): row for row in sorted(payments, key=lambda row: row.sequence)}
    found = [_due(fee, of_row.get(fee.pk)) for fee in fees]
    return [due for due in found if due.seen_on] if _is_over(seen) else found


def _is_over(seen: Seen) -> bool:
    """Tell whether nobody pays any more: it is closed, or the party knows that nothing comes of it."""
    state = seen.state
    return bool(state.closed_on) or (is_told(state) and not state.is_positive)


def _row_of(payment: CaseEvent, fees: Sequence[Fee]) -> int | None:
    """Return which fee was paid: of its kind the one of that amount, or else the usual one."""
    of_kind = [fee for fee in fees if fee.kind == payment.data["fee"]]
    paid = payment.data.get("amount", "")
    of_kind.sort(key=lambda fee: (f"{fee.amount:.2f}" != paid, bool(fee.variant)))
    return of_kind[0].pk if of_kind else None


def _due(fee: Fee, row: CaseEvent | None) -> Due:
    return Due(
        fee.label,
        fee.amount,
        str(fee.get_payee_display()),
        may_be=bool(fee.variant),
        seen_on=row.on if row else None,
        paid=row.data.get("amount", "") if row else "",
    )
