"""What carriers tell us afterwards: delivered, or not. Machines call this, so it answers in JSON.

`POST /notices/reports/` of `{"key": …, "status": "delivered" | "failed", "reason": …}`. The
key is the one under which the message was handed over, the reason is wanted for failures. It
is signed with SMS_REPORT_SECRET: `X-Timestamp`, Unix seconds, and `X-Signature`, the
hexadecimal HMAC-SHA256 of timestamp, full stop and body. docs/operations.md lists the answers.
"""

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.notifications.actions.reports import Report, UnknownNoticeError, reported
from portal.notifications.rules.signatures import is_genuine

LONGEST_BODY = 10_000  # bytes
NAME = re.compile(r"[!-~]{1,100}")  # visible ASCII, as in an Idempotency-Key


@csrf_exempt
@require_POST
def report_create(request: HttpRequest) -> JsonResponse:
    """Take one report. The same one twice does no harm."""
    at = timezone.now()
    if not settings.SMS_REPORT_SECRET:
        return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "No reports are taken: SMS_REPORT_SECRET is not set.")
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A report has at most {LONGEST_BODY} bytes.")
    if not _is_signed(request, body):
        return _refused(HTTPStatus.UNAUTHORIZED, "The signature is missing, wrong or too old.")
    try:
        key, status, reason = _read(body)
    except ValueError as error:
        return _refused(HTTPStatus.BAD_REQUEST, str(error))
    return _take(key, status, reason=reason, at=at)


def _is_signed(request: HttpRequest, body: bytes) -> bool:
    return is_genuine(
        body,
        secret=settings.SMS_REPORT_SECRET,
        timestamp=request.headers.get("X-Timestamp", ""),
        signature=request.headers.get("X-Signature", ""),
        at=datetime.now(UTC),  # two machines compare their clocks: not the one of a demonstration
    )


def _take(key: str, status: Report, *, reason: str, at: datetime) -> JsonResponse:
    try:
        return JsonResponse({"is_news": reported(key, status=status, reason=reason, at=at)})
    except UnknownNoticeError:
        return _refused(HTTPStatus.NOT_FOUND, "No message has this key.")


def _read(body: bytes) -> tuple[str, Report, str]:
    """Return key, status and reason.

    :raises ValueError: if the body does not hold them; the text says what is missing.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("The body is not JSON.") from None
    match said:
        case {"key": str(key), "status": ("delivered" | "failed") as status} if NAME.fullmatch(key):
            reason = said.get("reason")
            return key, Report(status), reason if isinstance(reason, str) else ""
    raise ValueError('The body is {"key": text, "status": "delivered" or "failed", "reason": text}.')


def _refused(status: HTTPStatus, words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
