"""The portal, and beside it the least that a view can do: insert one row and redirect.

It stands behind the same middleware and in the same processes, so what booking costs more
is booking's own.
"""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from portal import urls as portal
from portal.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

BARE = "/bench/row/"
TABLE = "CREATE TABLE bench_row (id bigserial PRIMARY KEY, text text NOT NULL)"
INSERT = "INSERT INTO bench_row (text) VALUES (%s) RETURNING id"


@require_POST
def row_create(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [request.POST["text"]])
        cursor.fetchone()
    return redirect("home")


urlpatterns = [*portal.urlpatterns, path(BARE.lstrip("/"), row_create)]
