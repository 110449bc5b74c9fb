"""Show that nobody changed the audit since it was sealed, or where somebody did."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Min
from django.utils import timezone

from portal.audit.models import Event, Seal
from portal.audit.rules.chain import Break, Chain, Fault, walk

SENTENCES = {
    Fault.SEAL_MISSING: "Seal {sequence} is missing.",
    Fault.EVENT_MISSING: "Event {event_id}, sealed as {sequence}, is missing.",
    Fault.EVENT_CHANGED: "Event {event_id}, sealed as {sequence}, is not as it was sealed.",
    Fault.DIGEST_WRONG: "Seal {sequence} of event {event_id} carries a wrong digest.",
    Fault.ANCHOR_NOT_MET: "Seal {sequence} is not the one that was noted: the chain was written anew or cut.",
}


def digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ArgumentTypeError(f"{text!r} is no digest: 64 digits 0-9a-f are.")
    return text


def anchor(text: str) -> tuple[int, str]:
    number, _colon, noted = text.partition(":")
    if not re.fullmatch(r"[1-9]\d*", number):
        raise ArgumentTypeError(f"{text!r} is no anchor: write it as the log does, NUMBER:DIGEST.")
    return int(number), digest(noted)


class Command(BaseCommand):
    help = "Verify the chain of audit seals; exits with 1 and names the first broken row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            type=anchor,
            metavar="NUMBER:DIGEST",
            help="a seal noted earlier that must still be there; the sealer logs one each time",
        )
        parser.add_argument("--expect-head", type=digest, metavar="DIGEST", help="the last seal's digest")

    def handle(
        self, *, as_json: bool, anchor: list[tuple[int, str]], expect_head: str | None, **_options: object
    ) -> None:
        chain = walk(Seal.objects.links(), anchors=dict(anchor), head=expect_head)
        report = {**_sealed(chain), **_unsealed(at=timezone.now())}
        self.stdout.write(json.dumps(report) if as_json else _told(report))
        if chain.broken:
            sys.exit(1)


def _sealed(chain: Chain) -> dict[str, object]:
    return {
        "sealed": chain.length,
        "head": chain.head,
        "broken": chain.broken and _described(chain.broken),
    }


def _described(broken: Break) -> dict[str, object]:
    place = {"sequence": broken.sequence, "event_id": broken.event_id}
    return {"fault": broken.fault.value, **place, "message": SENTENCES[broken.fault].format(**place)}


def _unsealed(*, at: datetime) -> dict[str, object]:
    events = Event.objects.unsealed().aggregate(count=Count("pk"), oldest=Min("at"))
    age = events["oldest"] and (at - events["oldest"]).total_seconds()
    return {"unsealed": events["count"], "oldest_unsealed_seconds": age}


def _told(report: dict[str, Any]) -> str:
    lines = [f"{report['sealed']} events are sealed; the last digest is {report['head']}."]
    if report["unsealed"]:
        age = round(report["oldest_unsealed_seconds"])
        lines.append(f"{report['unsealed']} are not sealed yet; the oldest has waited for {age} s.")
    if report["broken"]:
        lines.append(f"BROKEN: {report['broken']['message']} All before it holds.")
    return "\n".join(lines)
