from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def count_visit(_request: HttpRequest) -> HttpResponse:
    """Counts one visit, whichever replica it comes to."""
    cache.add("visits", 0, timeout=None)
    return JsonResponse({"visits": cache.incr("visits")})
