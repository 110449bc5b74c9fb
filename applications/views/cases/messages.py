"""Messages with the office about a case: read them, and write one.

What is sent here is information. It keeps no term and files nothing, and the page says so before
anybody types.
"""

from datetime import timedelta
from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.actions.applying import RefusedError
from applications.actions.messaging import UsedKeyError, write
from applications.choices import Stage
from applications.forms.messages import MessageForm
from applications.models import CaseMessage
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.thread import shown
from portal.web import words
from portal.web.limits import Limit, TooOftenError, spend

ON_A_PAGE = 30
WRONG, TOO_MANY = 422, 429
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# Who needs more than this writes longer messages; a proxy writes for many clients.
OF_CASE = Limit("message.case", 10, DAY)
OF_ACCOUNT = Limit("message.account", 60, HOUR)


@for_seen()
def case_messages(seen: Seen) -> HttpResponse:
    may_write = may_write_in(seen)
    if seen.request.method != "POST":
        return shown(seen, MessageForm() if may_write else None)
    if not may_write:
        raise Http404
    form = MessageForm(seen.request.POST)
    if not form.is_valid():
        return shown(seen, form, status=WRONG)
    return _sent(seen, form)


def may_write_in(seen: Seen) -> bool:
    return seen.sight.may_give and seen.application.stage != Stage.ARCHIVED


def _sent(seen: Seen, form: MessageForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        if not CaseMessage.objects.filter(key=given["key"]).exists():
            spend((OF_CASE, str(seen.pk)), (OF_ACCOUNT, str(seen.user.pk)), at=seen.at)
        write(
            case=seen.application,
            key=given["key"],
            text=given["text"],
            language=get_language() or seen.application.language,
            by=seen.by,
            at=seen.at,
        )
    except TooOftenError as error:
        return _too_often(seen, form, error)
    except RefusedError:  # put away meanwhile
        raise Http404 from None
    except UsedKeyError:
        form.add_error(None, _("This page was used before. Your message is still here: send it again."))
        return shown(seen, with_new_key(form), status=WRONG)
    messages.success(seen.request, _("Your message is sent. We tell you when the office answers."))
    return redirect("case_messages", seen.pk)


def with_new_key(form: MessageForm) -> MessageForm:
    data = cast("QueryDict", form.data).copy()
    data["key"] = str(uuid4())
    form.data = data
    return form


def _too_often(seen: Seen, form: MessageForm, error: TooOftenError) -> HttpResponse:
    moment = words.moment(error.retry_at, seen.zone)
    text = _("Many messages were sent. You can send this one from %(moment)s; it is kept below until then.")
    form.add_error(None, text % {"moment": moment})
    response = shown(seen, form, status=TOO_MANY)
    response["Retry-After"] = str(max(1, -((seen.at - error.retry_at) // SECOND)))
    return response
