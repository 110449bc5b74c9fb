"""A copy itself, for whoever may see the case; and its way back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.uploading.sending import NotYoursError, withdraw
from applications.models import Upload
from applications.views.cases.copies import SHOWN
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.serving import served


@for_seen()
def file_detail(seen: Seen, key: UUID) -> HttpResponseBase:
    if seen.request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    upload = Upload.objects.filter(application=seen.pk, key=key, state__in=SHOWN, gone_at=None).first()
    if upload is None:
        raise Http404
    return served(upload, case=seen.application, by=seen.by, at=seen.at)


@for_seen(is_giver=True)
def file_withdraw(seen: Seen, key: UUID) -> HttpResponse:
    if seen.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        upload = withdraw(
            case=seen.application, key=key, by=seen.by, is_owner=seen.sight.is_owner, at=seen.at
        )
    except Upload.DoesNotExist as error:
        raise Http404 from error
    except NotYoursError:
        messages.warning(seen.request, _("You cannot take this copy back: the office has looked at it."))
        return redirect("case_documents", seen.pk)
    messages.success(seen.request, _("You have taken the copy back, and it is deleted."))
    return redirect("document_upload", seen.pk, upload.document)
