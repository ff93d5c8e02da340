from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def welcome(_request: HttpRequest) -> HttpResponse:
    return HttpResponse((settings.STATIC_ROOT / "index.html").read_bytes())


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    document = (settings.STATIC_ROOT / "openapi.json").read_bytes()
    return HttpResponse(document, "application/json")
