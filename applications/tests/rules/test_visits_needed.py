"""For what somebody comes to the office, by why the case waits and what kind it is."""

import pytest

from applications.choices import EventKind as K
from applications.choices import Group, Reason
from applications.rules.visits import RESIDENCE, fits, needed

SERVICES = {
    (Reason.FORMAL, "residence"): ("COMPLETE", "DOCS"),
    (Reason.FORMAL, "other"): ("DOCS",),
    (Reason.APPEARANCE, "residence"): ("COMPLETE",),
    (Reason.APPEARANCE, Group.CARD): ("CARD_X",),
    (Reason.APPEARANCE, Group.UNION): ("EU",),
    (Reason.EVIDENCE, "residence"): ("DOCS",),
    (Reason.EVIDENCE, "other"): ("DOCS",),
    (Reason.STATEMENT, "residence"): ("FILE_VIEW",),
    (Reason.STATEMENT, "other"): ("FILE_VIEW",),
    (Reason.APPEAL_TERM, "residence"): ("FILE_VIEW",),
    (Reason.APPEAL_TERM, "other"): ("FILE_VIEW",),
    (Reason.CARD_COLLECTION, "residence"): ("CARD",),
    (Reason.CARD_COLLECTION, "other"): ("CARD",),
}
EVENTS = {Reason.APPEARANCE: K.APPEARED, Reason.CARD_COLLECTION: K.CARD_COLLECTED}


@pytest.mark.parametrize("group", Group)
@pytest.mark.parametrize("reason", Reason)
def test_a_visit_is_needed_where_the_party_has_to_come_and_nowhere_else(reason: Reason, group: Group) -> None:
    kind = "residence" if group in RESIDENCE else "other"

    need = needed(reason, group)

    assert need.codes == SERVICES.get((reason, group), SERVICES.get((reason, kind), ()))
    assert need.event == EVENTS.get(reason)
    assert bool(need) == bool(need.codes or need.event)


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("COMPLETE", {Group.TEMPORARY, Group.PERMANENT, Group.LONG_TERM}),
        ("CARD_X", {Group.CARD}),
        ("EU", {Group.UNION}),
        ("DOCS", set(Group)),
        ("OF_THE_OFFICE", set(Group)),
    ],
)
def test_some_services_are_for_some_kinds_of_cases_alone(code: str, groups: set[Group]) -> None:
    assert {group for group in Group if fits(code, group)} == groups
