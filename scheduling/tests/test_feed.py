"""What is told to whom, and when: seats and rooms by themselves, with a queue that is made up."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from portal.accounts.models import Office
from scheduling.consumers.crowd import Crowd
from scheduling.consumers.looks import View
from scheduling.consumers.rooms import QUICKEST, Room
from scheduling.consumers.seats import HEARTBEAT, Seat
from scheduling.models.snapshot import Snapshot

Document = dict[str, Any]


def picture(version: int, **places: Document) -> Snapshot:
    board = {"version": version, "at": f"{version}", "waiting": len(places)}
    return Snapshot(board=board, places=places)


class Phone:
    """Takes what it is sent, if it takes anything at the moment."""

    def __init__(self) -> None:
        self.heard: list[Document] = []
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, text: str) -> None:
        await self.takes.wait()
        self.heard.append(json.loads(text))


def played(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play it on a thread of its own: in this one a browser's loop may be running."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(asyncio.wait_for(scene(), 10))).result()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_who_takes_nothing_gets_the_newest_later_and_keeps_nobody_waiting() -> None:
    async def scene() -> None:
        slow, quick = Phone(), Phone()
        seats = [Seat(phone.send) for phone in (slow, quick)]
        tasks = [asyncio.create_task(seat.run()) for seat in seats]
        slow.takes.clear()
        for number in range(1, 5):
            view = View(picture(number, **{f"p{n}": {} for n in range(number)}), began=0.0)
            for seat in seats:
                seat.offer(view)
            await settled()
        slow.takes.set()
        await settled()
        for task in tasks:
            task.cancel()

        assert [one["board"]["version"] for one in quick.heard] == [1, 2, 3, 4]
        assert [one["board"]["version"] for one in slow.heard] == [1, 4]

    played(scene)


@pytest.mark.parametrize(
    ("later", "versions"),
    [
        pytest.param(HEARTBEAT - 0.1, [1], id="nothing-new"),
        pytest.param(HEARTBEAT, [1, 2], id="a-sign-of-life"),
    ],
)
def test_where_only_the_time_has_changed_a_sign_of_life_is_enough(later: float, versions: list[int]) -> None:
    async def scene() -> None:
        phone = Phone()
        seat = Seat(phone.send)
        task = asyncio.create_task(seat.run())
        for number, began in ((1, 0.0), (2, later)):
            seat.offer(View(picture(number), began=began))
            await settled()
        task.cancel()

        assert [one["board"]["version"] for one in phone.heard] == versions

    played(scene)


def test_a_place_that_has_gone_is_told_so_but_not_by_a_view_from_before_the_page() -> None:
    async def scene() -> None:
        phone = Phone()
        seat = Seat(phone.send, digest="mine")
        task = asyncio.create_task(seat.run())
        told = []
        for began, snapshot in (
            (seat.began - 1, picture(1)),
            (seat.began + 1, picture(2, mine={"version": 2, "ahead": 3}, other={"version": 2})),
            (seat.began + 2, picture(3)),
        ):
            told.append(seat.offer(View(snapshot, began=began)))
            await settled()
        task.cancel()

        assert told == [False, True, True]
        assert phone.heard == [{"place": {"version": 2, "ahead": 3}}, {"place": None}]

    played(scene)


def test_who_has_gone_ends_quietly() -> None:
    async def gone(_text: str) -> None:
        raise BrokenPipeError

    async def scene() -> None:
        seat = Seat(gone)
        seat.offer(View(picture(1), began=0.0))

        await seat.run()

    played(scene)


def test_a_look_that_fails_is_followed_by_others(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        looks = 0

        async def look(_office: Office) -> Snapshot:
            nonlocal looks
            looks += 1
            if looks in {2, 3}:
                raise RuntimeError("No database.")
            return picture(looks, **{f"p{n}": {} for n in range(looks)})

        phone = Phone()
        room = Room(Office(pk=1), look=look, is_deaf=lambda: False)
        seat = Seat(phone.send)
        room.take(seat)
        task = asyncio.create_task(seat.run())
        while not phone.heard or phone.heard[-1]["board"]["version"] < 4:
            room.wake()
            await asyncio.sleep(0.02)
        room.close()
        task.cancel()

        assert [one["board"]["version"] for one in phone.heard] == [1, 4]

    played(scene)

    assert [record.message for record in caplog.records if record.name.endswith("rooms")] == [
        "A queue could not be looked at; its pages will say so."
    ]


def test_many_hints_are_few_looks() -> None:
    async def scene() -> None:
        begun: list[float] = []

        async def look(_office: Office) -> Snapshot:
            begun.append(asyncio.get_running_loop().time())
            return picture(len(begun))

        room = Room(Office(pk=1), look=look, is_deaf=lambda: False)
        for _ in range(100):
            room.wake()
            await asyncio.sleep(0.01)
        room.close()

        gaps = [after - before for before, after in pairwise(begun)]
        assert len(begun) > 2
        assert min(gaps) >= QUICKEST - 0.01

    played(scene)


def test_a_crowd_counts_who_is_inside() -> None:
    crowd = Crowd(most=3, most_of_a_network=1)

    entered = [crowd.enter("a"), crowd.enter("a"), crowd.enter(""), crowd.enter(""), crowd.enter("b")]
    crowd.leave("a")

    assert entered == [True, False, True, True, False]
    assert (crowd.enter("a"), crowd.inside, dict(crowd.networks)) == (True, 3, {"": 2, "a": 1})
