"""The slip with an access code, as the answer to the form that asked for one."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render

from applications.admin.cases.place import Case


def slip_shown(case: Case, code: str) -> HttpResponse:
    context = {
        **admin.site.each_context(case.request),
        "case": case,
        "row": case.application,
        "code": code,
        "language": case.application.language,
        "on": case.on,
    }
    return render(case.request, "admin/applications/print/slip.html", context)
