"""What a clerk can do at the desk: each name of an address, and the one action it calls."""

from collections.abc import Callable

from scheduling.admin.queue.acts import arriving, calling, serving, sitting, waiting
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.task import Task

ACTS: dict[str, Callable[[Task], Done]] = {
    "sit": sitting.sit,
    "rise": sitting.rise,
    "next": calling.call_next,
    "call": calling.call_one,
    "recall": calling.recall,
    "serve": serving.serve,
    "finish": serving.finish,
    "miss": serving.miss,
    "park": serving.park,
    "put_back": serving.put_back,
    "come_back": waiting.come_back,
    "leave": waiting.leave,
    "transfer": serving.transfer,
    "priority": waiting.prioritise,
    "note": waiting.note,
    "check_in": arriving.check_in,
    "ticket": arriving.take_ticket,
}
