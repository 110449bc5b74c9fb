"""What carriers tell us afterwards: delivered, or not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def report_create(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  being built
    return HttpResponse(status=503)
