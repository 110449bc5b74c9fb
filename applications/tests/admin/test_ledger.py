"""The clock in words, as staff read it."""

from dataclasses import replace
from datetime import date

import pytest

from applications.choices import ClockState, Unit
from applications.notices.plain.ledger import Line, lines, standing
from applications.rules.clock import Clock
from applications.rules.entries import Entry, EntryKind
from applications.rules.state import Call, Opinion, Pause
from applications.tests.rules.clocks import OF_TODAY, SUSPENDED, UNDER_THE_CODE, clock, filed

ON = date(2026, 10, 5)
ABOUT = {
    EntryKind.ANSWERED: "formal",
    EntryKind.EXPIRED: "evidence",
    EntryKind.EXPECTED: "evidence",
    EntryKind.AWAITED: "fee",
    EntryKind.PARTY: "evidence",
    EntryKind.OPINION: "abw",
}


def said(entry: Entry) -> str:
    return lines(Clock(ClockState.RUNNING, ledger=(entry,)))[0].text


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("count", [None, 0, 1, 3])
def test_every_step_has_words_that_name_everything(kind: EntryKind, count: int | None) -> None:
    days = count if kind != EntryKind.TERM else count or 1

    text = said(Entry(kind, ON, count=days, about=ABOUT.get(kind, "")))

    assert len(text) > 10
    assert "%" not in text
    assert "None" not in text


@pytest.mark.parametrize("kind", EntryKind)
def test_no_two_kinds_of_steps_have_the_same_words(kind: EntryKind) -> None:
    texts = {said(Entry(each, ON, count=1, about=ABOUT.get(each, ""))) for each in EntryKind if each != kind}

    assert said(Entry(kind, ON, count=1, about=ABOUT.get(kind, ""))) not in texts


@pytest.mark.parametrize(
    ("unit", "one", "more"),
    [
        (Unit.DAY, "A term of 1 day would end here", "A term of 60 days would end here"),
        (Unit.WEEK, "A term of 1 week would end here", "A term of 60 weeks would end here"),
        (Unit.MONTH, "A term of 1 month would end here", "A term of 60 months would end here"),
        (Unit.YEAR, "A term of 1 year would end here", "A term of 60 years would end here"),
    ],
)
def test_the_length_of_a_term_is_said_in_its_unit(unit: Unit, one: str, more: str) -> None:
    assert [said(Entry(EntryKind.TERM, ON, count=count, unit=unit)) for count in (1, 60)] == [one, more]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            Entry(EntryKind.PARTY, ON, count=1, about="fee"),
            "Waiting for the party: the fee (wezwanie do uiszczenia opłaty); moves the end by 1 day",
        ),
        (
            Entry(EntryKind.OPINION, ON, count=30, about="abw"),
            "Waiting for an opinion: Internal Security Agency (ABW); moves the end by 30 days",
        ),
        (
            Entry(EntryKind.BY_LAW, ON, count=0),
            (
                "Terms suspended by law (zawieszenie z mocy ustawy); "
                "moves nothing: these days are counted already, or the term was over"
            ),
        ),
        (
            Entry(EntryKind.SUSPENDED, ON),
            "Proceedings suspended (zawieszenie postępowania); the last day is not known before this ends",
        ),
        (
            Entry(EntryKind.ROLLED, ON, to=date(2026, 10, 12)),
            "A Saturday or a day free from work: the end moves to 12 October 2026",
        ),
        (Entry(EntryKind.OVERRUN, ON, count=1), "The term is missed by 1 day"),
        (Entry(EntryKind.OVERRUN, ON, count=12), "The term is missed by 12 days"),
        (Entry(EntryKind.ENDED, ON, count=0), "The case was decided or closed: the term has ended"),
        (Entry(EntryKind.ENDED, ON, count=1), "The case was decided or closed 1 day after the term"),
        (Entry(EntryKind.ENDED, ON, count=2), "The case was decided or closed 2 days after the term"),
        (
            Entry(EntryKind.ANSWERED, ON, about="fee"),
            "Summons answered: the fee (wezwanie do uiszczenia opłaty)",
        ),
    ],
)
def test_a_step_says_what_it_did(entry: Entry, text: str) -> None:
    assert said(entry) == text


def test_a_ledger_is_read_from_the_filing_to_the_last_day() -> None:
    reckoned = clock(filed(date(2020, 10, 1)))

    assert lines(reckoned) == [
        Line(date(2020, 10, 1), None, "Application filed", "", is_confirmed=True),
        Line(
            date(2020, 10, 1),
            None,
            "The term is counted from this day; the day itself does not count",
            "art. 35 § 3 KPA",
            is_confirmed=True,
        ),
        Line(
            date(2020, 11, 1), None, "A term of 1 month would end here", "art. 35 § 3 KPA", is_confirmed=True
        ),
        Line(
            date(2020, 11, 1),
            date(2020, 11, 2),
            "A Saturday or a day free from work: the end moves to 2 November 2020",
            "art. 57 § 4 KPA",
            is_confirmed=True,
        ),
        Line(date(2020, 11, 2), None, "Last day for the decision, until midnight", "", is_confirmed=True),
    ]


def test_what_nobody_has_confirmed_is_marked() -> None:
    doubt = lines(clock(filed(OF_TODAY)))[-1]

    assert (doubt.basis, doubt.is_confirmed) == ("Dz.U. 2026 poz. 203", False)


CALL = Call(1, "evidence", date(2026, 10, 7), 14, date(2026, 10, 9), date(2026, 10, 23))


@pytest.mark.parametrize(
    ("reckoned", "on", "text"),
    [
        (clock(filed(date(1980, 1, 7))), ON, "No term for a decision is known."),
        (
            clock(filed(OF_TODAY, calls=(replace(CALL, due_on=None),))),
            ON,
            "The term has not begun: the application is not complete.",
        ),
        (
            clock(filed(OF_TODAY, calls=(CALL,))),
            ON,
            "The term has not begun. It begins on 23 October 2026 at the latest.",
        ),
        (clock(filed(OF_TODAY)), ON, "The term is running until 4 December 2026: 60 days left."),
        (
            clock(filed(OF_TODAY)),
            date(2026, 12, 4),
            "The term is running until 4 December 2026: today is the last day.",
        ),
        (
            clock(filed(OF_TODAY, pauses=(Pause(date(2026, 10, 20)),))),
            ON,
            "The term is running. Its last day is not known yet.",
        ),
        (
            clock(filed(UNDER_THE_CODE, pauses=(Pause(UNDER_THE_CODE),))),
            ON,
            "The term is paused. Its last day is not known yet.",
        ),
        (
            clock(filed(UNDER_THE_CODE, opinions=(Opinion("sg", UNDER_THE_CODE, date(2020, 9, 30)),))),
            UNDER_THE_CODE,
            "The term is paused. As things stand, it ends on 30 October 2020.",
        ),
        (
            clock(filed(SUSPENDED)),
            SUSPENDED,
            "The term is suspended by law. As things stand, it ends on 4 May 2026.",
        ),
        (
            replace(clock(filed(SUSPENDED)), due_on=None),
            SUSPENDED,
            "The term is suspended by law. Its last day is not known yet.",
        ),
        (
            clock(filed(UNDER_THE_CODE), date(2020, 10, 4)),
            date(2020, 10, 4),
            "The term is missed. Its last day was 1 October 2020: over for 3 days.",
        ),
        (
            clock(filed(UNDER_THE_CODE, decided_on=date(2020, 9, 9)), date(2020, 10, 4)),
            date(2020, 10, 4),
            "The term has ended: the case is decided or closed. Its last day was 1 October 2020.",
        ),
        (
            Clock(ClockState.STOPPED),
            ON,
            "The term has ended: the case is decided or closed.",
        ),
    ],
)
def test_where_the_clock_stands_is_said_in_a_sentence(reckoned: Clock, on: date, text: str) -> None:
    assert standing(reckoned, on=on) == text
