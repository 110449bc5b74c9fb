"""What the gateway answers to each request; `server.py` carries the words to and fro."""

import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus

from portal.local.gateway.behaviour import Behaviour, Conduct, UnknownBehaviourError, parsed
from portal.local.gateway.inbox import Inbox, InWorkError, Message, OtherMessageError
from portal.local.gateway.reports import Reporter

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
KEY = re.compile(r"[!-~]{1,255}")
LONGEST_TEXT = 1600
LONGEST_SENDER = 16
UNKNOWN = "999"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: object
    headers: Mapping[str, str] = field(default_factory=dict)


class HangUp(Exception):  # noqa: N818 - no error: it was asked for
    """Close the connection without an answer."""


class RefusedError(Exception):
    """A message cannot be accepted; the reason is the text."""


class Desk:
    def __init__(
        self, inbox: Inbox, *, token: str, reporter: Reporter | None = None, is_controllable: bool = False
    ) -> None:
        self._inbox = inbox
        self._authorization = f"Bearer {token}".encode()
        self._reporter = reporter
        self._conduct = Conduct()
        self._ways: dict[tuple[str, str], Callable[[Mapping[str, str], bytes], Answer]] = {
            ("POST", "/messages"): self._post
        }
        if is_controllable:
            self._ways |= {
                ("GET", "/messages"): lambda *_: Answer(200, [asdict(each) for each in inbox.delivered()]),
                ("DELETE", "/messages"): self._empty,
                ("GET", "/counts"): lambda *_: Answer(200, inbox.counts()),
                ("GET", "/behaviour"): lambda *_: Answer(200, asdict(self._conduct.wanted)),
                ("PUT", "/behaviour"): self._behave,
            }

    def answer(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Do what is asked.

        :raises HangUp: if there is to be no answer.
        """
        way = self._ways.get((method, path))
        return way(headers, body) if way else _refusal(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        self._inbox.count_request()
        given = (headers.get("Authorization") or "").encode(errors="replace")
        if not hmac.compare_digest(given, self._authorization):
            return _refusal(HTTPStatus.UNAUTHORIZED, "wrong token")
        behaviour = self._conduct.next()
        if behaviour.drop == "before" or behaviour.status:
            return _failure(behaviour)
        try:
            message = read(headers.get("Idempotency-Key"), body)
        except RefusedError as error:
            return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        answer = self._take(message, behaviour)
        if behaviour.drop == "after":
            raise HangUp
        return answer

    def _take(self, message: Message, behaviour: Behaviour) -> Answer:
        if not behaviour.deduplicate:
            return self._accept(message, behaviour)
        try:
            with self._inbox.working_on(message) as before:
                if before:
                    time.sleep(behaviour.delay)
                    return _accepted(before, is_replayed=True)
                return self._accept(message, behaviour)
        except InWorkError:
            return _refusal(HTTPStatus.CONFLICT, "a request with this key is being worked on")
        except OtherMessageError:
            return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "this key belongs to another message")

    def _accept(self, message: Message, behaviour: Behaviour) -> Answer:
        if not behaviour.deliver_before_delay:
            time.sleep(behaviour.delay)
        name = self._inbox.accept(message)
        if self._reporter:
            for _ in range(2 if behaviour.answer_twice else 1):
                self._reporter.tell(message.key, is_delivered=message.is_reachable)
        if behaviour.deliver_before_delay:
            time.sleep(behaviour.delay)
        return _accepted(name)

    def _behave(self, _headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            self._conduct.become(parsed(json.loads(body)))
        except (ValueError, UnknownBehaviourError) as error:
            return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        return Answer(HTTPStatus.OK, asdict(self._conduct.wanted))

    def _empty(self, _headers: Mapping[str, str], _body: bytes) -> Answer:
        self._inbox.empty()
        return Answer(HTTPStatus.OK, self._inbox.counts())


def read(key: str | None, body: bytes) -> Message:
    """Return the message that a request holds.

    :raises RefusedError: if it holds none that could ever be delivered.
    """
    try:
        given = json.loads(body)
    except ValueError:
        raise RefusedError("the body is no JSON") from None
    if not isinstance(given, dict):
        raise RefusedError("the body is no JSON object")
    to, text, sender = given.get("to"), given.get("text"), given.get("from", "")
    if key is None or not KEY.fullmatch(key):
        raise RefusedError("Idempotency-Key is no key of 1 to 255 visible characters")
    if not isinstance(to, str) or not NUMBER.fullmatch(to):
        raise RefusedError("to is no number as in +48123456789")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        raise RefusedError(f"text is no text of 1 to {LONGEST_TEXT} characters")
    if not isinstance(sender, str) or len(sender) > LONGEST_SENDER:
        raise RefusedError(f"from is no text of at most {LONGEST_SENDER} characters")
    if to.endswith(UNKNOWN):
        raise RefusedError("unknown subscriber")
    return Message(key=key, to=to, text=text, sender=sender)


def _accepted(name: str, *, is_replayed: bool = False) -> Answer:
    content = {"id": name, "status": "accepted"}
    if is_replayed:
        return Answer(HTTPStatus.OK, content, {"Idempotent-Replayed": "true"})
    return Answer(HTTPStatus.CREATED, content)


def _failure(behaviour: Behaviour) -> Answer:
    time.sleep(behaviour.delay)
    if behaviour.drop or not behaviour.status:
        raise HangUp
    headers = {"Retry-After": "1"} if behaviour.status == HTTPStatus.TOO_MANY_REQUESTS else {}
    return Answer(behaviour.status, {"error": "told to fail"}, headers)


def _refusal(status: int, reason: str) -> Answer:
    return Answer(status, {"error": reason})
