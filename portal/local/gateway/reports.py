"""Delivery reports: what the gateway tells the portal once a message has arrived or has not."""

import hashlib
import hmac
import http.client
import json
import queue
import sys
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

TRIES = 3
PAUSE = 0.5  # seconds between two tries
PATIENCE = 10  # seconds for an answer


@dataclass(frozen=True, slots=True)
class Report:
    body: bytes
    tries: int = 0


class Reporter:
    """Sends reports in the order in which they come up, one by one, in a thread of its own."""

    def __init__(self, *, url: str, secret: str) -> None:
        self._url = urlsplit(url)
        self._secret = secret.encode()
        self._queue: queue.SimpleQueue[Report] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def tell(self, key: str, *, is_delivered: bool) -> None:
        outcome = (
            {"status": "delivered"} if is_delivered else {"status": "failed", "reason": "absent subscriber"}
        )
        self._queue.put(Report(json.dumps({"key": key, **outcome}).encode()))

    def _work(self) -> None:
        while True:
            report = self._queue.get()
            if trouble := self._trouble_sending(report.body):
                self._put_off(report, trouble=trouble)

    def _put_off(self, report: Report, *, trouble: str) -> None:
        """Try again after the others; give up after some tries."""
        if report.tries + 1 < TRIES:
            time.sleep(PAUSE)
            self._queue.put(Report(report.body, report.tries + 1))
        else:
            sys.stderr.write(f"A delivery report was given up: {trouble}.\n")

    def _trouble_sending(self, body: bytes) -> str:
        """Post a report; return why that did not work, or nothing."""
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Timestamp": timestamp,
            "X-Signature": signature(self._secret, timestamp=timestamp, body=body),
        }
        link = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=PATIENCE)
        try:
            link.request("POST", self._url.path, body, headers)
            status = link.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            link.close()
        return "" if status < http.HTTPStatus.MULTIPLE_CHOICES else f"the answer was {status}"


def signature(secret: bytes, *, timestamp: str, body: bytes) -> str:
    return hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
