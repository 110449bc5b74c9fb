from portal.audit.rules.actors import SYSTEM, VISITOR, Actor
from portal.audit.rules.context import current_actor, current_request_id, request_context


def test_outside_a_request_the_portal_acts() -> None:
    assert (current_request_id(), current_actor()) == ("", SYSTEM)


def test_within_a_request_its_sender_acts_and_afterwards_nobody_does() -> None:
    with request_context("outer", actor=lambda: VISITOR):
        with request_context("inner", actor=lambda: Actor.user(7)):
            inner = (current_request_id(), current_actor())
        outer = (current_request_id(), current_actor())

    assert (inner, outer) == (("inner", Actor.user(7)), ("outer", VISITOR))
    assert (current_request_id(), current_actor()) == ("", SYSTEM)


def test_the_actor_is_asked_for_late_because_people_sign_in_during_a_request() -> None:
    people = [VISITOR]

    with request_context("one", actor=lambda: people[-1]):
        people.append(Actor.user(7))

        assert current_actor() == Actor.user(7)
