"""Cases: how fast events are entered, pages are read, and all of it is held against the entries."""

from django.utils import timezone

from bench.cases import archive, page, transitions, verifying, worklist


def run() -> None:
    today, at = timezone.localdate(), timezone.now()
    stories = archive.stories(today=today, at=at)
    verifying.run()
    transitions.run()
    page.run(today=today, at=at)
    worklist.run(archive.archive(stories))
