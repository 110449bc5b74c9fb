"""What the board announces and when: its module, played with documents and a clock of the test's own."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from scheduling.tests import factories as make

SCRIPTS = Path(settings.BASE_DIR) / "scheduling/static/scheduling"
MINIMUM = 8
# Feed the documents in their seconds, let the clock go on, and write down what begins when.
PLAY = """async ([source, documents, seconds, speaks]) => {
    const { Announcements } = await import(source);
    const board = new Announcements(), told = [];
    for (let second = 0; second <= seconds; second += 1) {
        documents.filter(({ fed }) => fed === second).forEach((found) => board.feed(found));
        const isSpeaking = speaks !== null && speaks[0] <= second && second < speaks[1];
        const begun = board.next(1e6 + second * 1000, { isSpeaking });
        if (begun) told.push(`${second}: ${begun.ticket}/${begun.n}`);
    }
    return { told, shown: board.shown && board.shown.ticket, left: board.length };
}"""
VOICE = """async ([source, call, sentences, voices]) => {
    const { languagesOf, sentence, voiceFor } = await import(source);
    const found = Object.keys(sentences).map((language) => voiceFor(language, voices)?.name ?? null);
    return [found, languagesOf(call, sentences).map((language) => sentence(sentences[language], call))];
}"""

Document = dict[str, Any]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def call(number: int, *, ago: int = 0, n: int = 1, counter: str = "3") -> Document:
    """Return a call of so many seconds before the board is switched on."""
    at = make.AT - timedelta(seconds=ago)
    return {
        "id": number,
        "n": n,
        "ticket": f"A{number:03}",
        "counter": counter,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": "ru",
    }


def document(
    fed: int,
    *calls: Document,
    serving: tuple[int, ...] = (),
    version: int | None = None,
    minimum: int = MINIMUM,
) -> Document:
    """Return what the board gets so many seconds after it is switched on: the newest call first."""
    at = make.AT + timedelta(seconds=fed)
    return {
        "fed": fed,
        "version": fed * 1000 if version is None else version,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "calls": sorted(calls, key=lambda each: each["at"], reverse=True),
        "serving": [{"ticket": f"A{number:03}", "counter": "1"} for number in serving],
        "display_seconds": minimum,
    }


def play(
    page: Page, *documents: Document, seconds: int = 60, speaks: tuple[int, int] | None = None
) -> dict[str, Any]:
    given = [source("board-queue.js"), documents, seconds, speaks]
    played: dict[str, Any] = page.evaluate(PLAY, given)
    return played


def source(name: str) -> str:
    return f"data:text/javascript;base64,{b64encode((SCRIPTS / name).read_bytes()).decode()}"


ONE, TWO, THREE = call(1, ago=3), call(2, ago=2), call(3, ago=1)
AGAIN = ONE | {"n": 2}


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        pytest.param([document(0)], [], id="nobody"),
        pytest.param([document(0, TWO, ONE)], ["0: A001/1", "8: A002/1"], id="earliest-first"),
        pytest.param(
            [document(0, ONE), document(1, ONE, TWO), document(2, ONE, TWO, THREE)],
            ["0: A001/1", "8: A002/1", "16: A003/1"],
            id="those-that-come-meanwhile-wait",
        ),
        pytest.param(
            [document(0, ONE), document(20, ONE, call(2, ago=-20))],
            ["0: A001/1", "20: A002/1"],
            id="at-once-after-a-pause",
        ),
        pytest.param([document(0, ONE), document(5, ONE)], ["0: A001/1"], id="the-same-again-is-not-news"),
        pytest.param(
            [document(0, ONE), document(3, AGAIN)],
            ["0: A001/1", "8: A001/2"],
            id="called-again-is-announced-again",
        ),
        pytest.param(
            [
                document(0, ONE, TWO, THREE),
                document(1, ONE, TWO | {"n": 2, "at": call(2, ago=-1)["at"]}, THREE),
            ],
            ["0: A001/1", "8: A002/2", "16: A003/1"],
            id="called-again-while-waiting-keeps-its-place",
        ),
        pytest.param(
            [document(0, call(1, ago=21), call(2, ago=20))], ["0: A002/1"], id="what-is-old-is-not-replayed"
        ),
        pytest.param(
            [document(0), document(50, call(1, ago=-10))],
            ["50: A001/1"],
            id="missed-while-there-was-no-network",
        ),
        pytest.param(
            [document(0, ONE, TWO, THREE), document(1, ONE, THREE, serving=(2,))],
            ["0: A001/1", "8: A003/1"],
            id="who-is-served-already-is-not-announced",
        ),
        pytest.param(
            [document(0, ONE, TWO), document(1, ONE), document(30, ONE, call(2, ago=-30))],
            ["0: A001/1", "30: A002/1"],
            id="put-back-and-called-later",
        ),
        pytest.param(
            [document(0, ONE, TWO), document(1, TWO, serving=(1,))],
            ["0: A001/1", "8: A002/1"],
            id="who-comes-at-once-stands-there-for-the-minimum",
        ),
        pytest.param(
            [document(0, ONE), document(2, TWO, version=-1)],
            ["0: A001/1"],
            id="an-older-document-is-left-out",
        ),
        pytest.param(
            [document(0, ONE), document(2, TWO, version=-60_000)],
            ["0: A001/1", "8: A002/1"],
            id="but-not-after-a-clock-was-set-back",
        ),
        pytest.param(
            [document(0, ONE), document(2, TWO, version=-60_000), document(3, TWO, THREE, version=-59_000)],
            ["0: A001/1", "8: A002/1", "16: A003/1"],
            id="and-it-goes-on-from-there",
        ),
        pytest.param(
            [document(0, ONE), document(2, ONE, TWO, version=0)],
            ["0: A001/1", "8: A002/1"],
            id="one-of-the-same-moment-counts",
        ),
        pytest.param(
            [document(0, ONE, TWO, THREE), document(1, THREE, serving=(1,))],
            ["0: A001/1", "8: A003/1"],
            id="put-back-before-later-ones",
        ),
        pytest.param(
            [document(0, ONE, TWO), document(1, ONE, TWO, minimum=3)],
            ["0: A001/1", "3: A002/1"],
            id="the-office-may-change-the-minimum",
        ),
    ],
)
def test_announcements(page: Page, documents: list[Document], told: list[str]) -> None:
    assert play(page, *documents)["told"] == told


def test_fifty_calls_at_once_are_each_announced_in_order_for_the_minimum(page: Page) -> None:
    calls = [call(number, ago=60 - number) for number in range(1, 51)]

    played = play(page, document(0), document(1, *calls), seconds=500)

    assert played["told"] == [f"{1 + 8 * place}: A{place + 1:03}/1" for place in range(50)]
    assert played["left"] == 0


def test_whoever_no_longer_fits_into_the_document_is_announced_all_the_same(page: Page) -> None:
    first = [call(number, ago=60 - number) for number in range(1, 21)]
    later = [call(number, ago=60 - number) for number in range(21, 36)]
    newest = [*first[15:], *later]

    played = play(page, document(0), document(1, *first), document(2, *newest, serving=(3,)), seconds=400)

    numbers = [number for number in range(1, 36) if number != 3]
    assert [line.split()[1] for line in played["told"]] == [f"A{number:03}/1" for number in numbers]


def test_whoever_is_put_back_is_not_announced_however_full_the_document_is(page: Page) -> None:
    calls = [call(number, ago=60 - number) for number in range(1, 22)]

    played = play(page, document(0), document(1, *calls), document(2, *calls[:14], *calls[15:]), seconds=400)

    numbers = [number for number in range(1, 22) if number != 15]
    assert [line.split()[1] for line in played["told"]] == [f"A{number:03}/1" for number in numbers]


def test_a_voice_is_let_finish_but_not_for_ever(page: Page) -> None:
    calls = document(0, ONE, TWO)

    assert play(page, calls, speaks=(0, 12))["told"] == ["0: A001/1", "12: A002/1"]
    assert play(page, calls, speaks=(0, 60))["told"] == ["0: A001/1", "30: A002/1"]


@pytest.mark.parametrize(
    ("documents", "shown"),
    [
        ([document(0, call(1, ago=90), call(2, ago=80))], "A002"),
        ([document(0, TWO, ONE)], "A002"),
        ([document(0, ONE), document(1, ONE, TWO), document(20, ONE)], "A001"),
        ([document(0, ONE), document(1, serving=(1,))], None),
        ([document(0), document(55, ONE), document(56, ONE, TWO)], "A001"),
    ],
)
def test_between_announcements_the_newest_call_nobody_came_to_stands_there(
    page: Page, documents: list[Document], shown: str | None
) -> None:
    assert play(page, *documents)["shown"] == shown


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("ru", ["Numerek A 7, stanowisko 3.", "Талон A 7, окно 3."]),
        ("pl", ["Numerek A 7, stanowisko 3."]),
        ("uk", ["Numerek A 7, stanowisko 3."]),
    ],
)
def test_a_call_is_said_in_polish_and_then_in_the_language_of_the_person(
    page: Page, language: str, spoken: list[str]
) -> None:
    sentences = {
        "pl": "Numerek {ticket}, stanowisko {counter}.",
        "en": "Ticket {ticket}, counter {counter}.",
        "ru": "Талон {ticket}, окно {counter}.",
    }
    voices = [
        {"name": "of a network", "lang": "pl-PL", "localService": False},
        {"name": "of the machine", "lang": "pl_PL", "localService": True},
        {"name": "Russian", "lang": "ru", "localService": False},
        {"name": "Plattdeutsch", "lang": "enp", "localService": True},
    ]

    found = page.evaluate(VOICE, [source("speech.js"), call(7) | {"language": language}, sentences, voices])

    assert found == [["of the machine", None, "Russian"], spoken]
