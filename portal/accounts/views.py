"""The account page."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import AccountForm
from portal.accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_detail(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(pk=cast("int", request.user.pk))  # a copy: wrong input shows nowhere else
    form = AccountForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        return in_language_of(form.save(), request)
    context = {
        "form": form,
        "has_second_factor": is_mfa_enabled(person),
        "session_count": UserSession.objects.filter(user=person).count(),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


def in_language_of(person: User, request: HttpRequest) -> HttpResponse:
    """Show the saved page in the language just chosen, and keep to it."""
    with override(person.language):
        messages.success(request, gettext("Your details are saved."))
        response = redirect("account_detail")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        person.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
