"""One member of an organisation: comes in, leaves, is taken out, or may ask others in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.organisations import (
    LastManagerError,
    NotAllowedError,
    join,
    promote,
    remove,
)
from applications.models import Member
from applications.models.membership import organisations_of
from applications.views.clients.place import Acting, for_acting

MOST_PK = 2**53


@for_acting
def member_accept(acting: Acting, pk: int, member: int) -> HttpResponse:
    if acting.request.method != "POST":
        return redirect("organisation_list")
    row = _row(pk, member)
    try:
        join(member=row, user=acting.user, by=acting.by, at=acting.at)
    except NotAllowedError as error:
        raise Http404 from error
    text = _("You act for %(name)s now, and see its clients.") % {"name": row.organisation.name}
    messages.success(acting.request, text)
    return redirect("organisation_detail", pk)


@for_acting
def member_remove(acting: Acting, pk: int, member: int) -> HttpResponse:
    if acting.request.method != "POST":
        return redirect("organisation_list")
    row = _row(pk, member)
    try:
        remove(member=row, user=acting.user, by=acting.by, at=acting.at)
    except NotAllowedError as error:
        raise Http404 from error
    except LastManagerError:
        text = _("Nobody else may ask others in. Let another member do that first, then leave.")
        messages.warning(acting.request, text)
        return redirect("organisation_detail", pk)
    messages.success(acting.request, _("It is done: they see nothing of its clients any more."))
    is_in = organisations_of(acting.user).filter(pk=pk).exists()
    return redirect("organisation_detail", pk) if is_in else redirect("organisation_list")


@for_acting
def member_promote(acting: Acting, pk: int, member: int) -> HttpResponse:
    if acting.request.method != "POST":
        return redirect("organisation_list")
    try:
        promote(member=_row(pk, member), user=acting.user, by=acting.by, at=acting.at)
    except NotAllowedError as error:
        raise Http404 from error
    messages.success(acting.request, _("They may ask others in now, and take them out."))
    return redirect("organisation_detail", pk)


def _row(pk: int, member: int) -> Member:
    """Return a member by the keys of an address; whose business it is, the action knows.

    :raises Http404: if there is none.
    """
    rows = Member.objects.select_related("organisation")
    found = rows.filter(pk=min(member, MOST_PK), organisation=min(pk, MOST_PK)).first()
    if found is None:
        raise Http404
    return found
