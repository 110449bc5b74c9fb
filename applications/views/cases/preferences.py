"""How somebody who looks after cases of others wants to hear of them: one by one, or in one message."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.actions import digesting
from applications.choices import Digest
from applications.forms.reminders import DigestForm
from applications.models import CasePreference
from portal.web.actors import actor_of

if TYPE_CHECKING:
    from portal.accounts.models import User

WRONG = 422


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_preferences(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    if request.method != "POST":
        row = CasePreference.objects.filter(user=user).first()
        form = DigestForm(initial={"digest": row.digest if row else Digest.EACH})
        return render(request, "applications/cases/preferences.html", {"form": form})
    form = DigestForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/cases/preferences.html", {"form": form}, status=WRONG)
    digest = Digest(form.cleaned_data["digest"])
    digesting.choose(user, digest=digest, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Saved. You hear of your cases in this way from now on."))
    return redirect("case_preferences")
