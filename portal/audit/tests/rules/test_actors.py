import pytest

from portal.audit.rules.actors import SYSTEM, VISITOR, Actor, ActorKind


def test_a_signed_in_person_is_named_by_their_account() -> None:
    assert Actor.user(7) == Actor(ActorKind.USER, 7)


def test_visitors_and_the_portal_have_no_account() -> None:
    assert (Actor(ActorKind.VISITOR), Actor(ActorKind.SYSTEM)) == (VISITOR, SYSTEM)


@pytest.mark.parametrize(
    ("kind", "user_id"), [(ActorKind.USER, None), (ActorKind.VISITOR, 7), (ActorKind.SYSTEM, 7)]
)
def test_an_actor_is_refused_that_is_half_named(kind: ActorKind, user_id: int | None) -> None:
    with pytest.raises(ValueError, match="named by their account"):
        Actor(kind, user_id)
