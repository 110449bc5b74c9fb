"""Which account the person of a case sees it with, and how sure the office is that it is theirs."""

from dataclasses import dataclass

from applications.admin.cases.offers import Offer, Offers
from applications.admin.words.acts import ACTS
from applications.choices import Assurance, Party
from applications.rules.sight import CHECKED


@dataclass(frozen=True, slots=True)
class Account:
    """`is_checked` says that somebody has seen who it is; without an e-mail address there is none."""

    email: str
    level: str
    is_checked: bool
    offer: Offer | None


def account_of(offers: Offers) -> Account | None:
    """Return the account, or None where the party is not the foreigner and no account can be."""
    row = offers.case.application
    if row.procedure.party != Party.FOREIGNER:
        return None
    return Account(
        row.account.email if row.account else "",
        str(Assurance(row.account_level).label) if row.account else "",
        row.account_level in CHECKED,
        Offer(ACTS["account"], offers.case.act_url("account")) if offers.may_keep_file else None,
    )
