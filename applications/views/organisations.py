"""Employers and law firms: who acts for them here, and who is asked to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.actions import organisations as actions
from applications.choices import OrganisationKind
from applications.forms.organisations import MemberForm, OrganisationForm, none_left
from applications.models import Organisation
from applications.models.membership import invitations_to, is_manager, members_of
from applications.views.clients.place import Acting, for_acting

WRONG = 422


@for_acting
def organisation_list(acting: Acting) -> HttpResponse:
    context = {
        "organisations": acting.organisations,
        "invitations": list(invitations_to(acting.user)),
        "zone": acting.zone,
    }
    return render(acting.request, "applications/organisations/list.html", context)


@for_acting
def organisation_create(acting: Acting) -> HttpResponse:
    form = OrganisationForm(acting.request.POST if acting.request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data | {"kind": OrganisationKind(form.cleaned_data["kind"])}
        try:
            row = actions.found(**given, user=acting.user, by=acting.by, at=acting.at)
        except actions.TooManyError:
            form.add_error(None, _("You act for as many organisations as the portal keeps for one person."))
        else:
            messages.success(acting.request, _("The organisation is entered. Now ask your colleagues in."))
            return redirect("organisation_detail", row.pk)
    status = WRONG if form.errors else 200
    return render(acting.request, "applications/organisations/new.html", {"form": form}, status=status)


@for_acting
def organisation_detail(acting: Acting, pk: int) -> HttpResponse:
    """Show who acts for it; those who lead it ask others in."""
    organisation, leads = _own(acting, pk)
    if acting.request.method != "POST":
        return _shown(acting, organisation, MemberForm() if leads else None)
    if not leads:
        raise Http404
    form = MemberForm(acting.request.POST)
    if form.is_valid():
        try:
            actions.ask_in(
                organisation=organisation,
                email=form.cleaned_data["email"],
                user=acting.user,
                by=acting.by,
                at=acting.at,
            )
        except actions.TooManyError:
            form.add_error(None, none_left())
        else:
            text = _("They are asked in. Tell them to sign in with this address and open “Organisations”.")
            messages.success(acting.request, text)
            return redirect("organisation_detail", organisation.pk)
    return _shown(acting, organisation, form, status=WRONG)


def _own(acting: Acting, pk: int) -> tuple[Organisation, bool]:
    """Return an organisation for which somebody acts, and whether they lead it.

    :raises Http404: for any other.
    """
    found = next((each for each in acting.organisations if each.pk == pk), None)
    if found is None:
        raise Http404
    return found, is_manager(acting.user, found)


def _shown(
    acting: Acting, organisation: Organisation, form: MemberForm | None, *, status: int = 200
) -> HttpResponse:
    members = list(members_of(organisation))
    context = {
        "organisation": organisation,
        "form": form,
        "members": members,
        "mine": next((each for each in members if each.user_id == acting.user.pk), None),
        "zone": acting.zone,
    }
    return render(acting.request, "applications/organisations/detail.html", context, status=status)
