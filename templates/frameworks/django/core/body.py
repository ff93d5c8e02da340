import json
from typing import TYPE_CHECKING, Never

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse

from core.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

DRAIN_BYTES = 8 * 1024 * 1024


def read_json(request: HttpRequest) -> object:
    """The request's body as JSON; raises what is to be answered: 400, 413 or 415."""
    if request.content_type != "application/json":
        raise ProblemError(415, "The content type must be application/json.")
    try:
        return json.loads(_read(request).decode(), parse_constant=_refuse, parse_int=_integer)
    # Deeply nested brackets end in a RecursionError, a client that goes away in an OSError.
    except ValueError, RecursionError, OSError:
        raise ProblemError(400, "The body is not JSON.") from None


def _read(request: HttpRequest) -> bytes:
    # Django takes a body without Content-Length for empty; gunicorn ends a chunked one.
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.body
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = request.META["wsgi.input"].read(limit + 1)
    if len(body) > limit:
        raise RequestDataTooBig
    return body


def _refuse(constant: str) -> Never:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _integer(digits: str) -> int | float:
    # Python refuses to parse more than 4,300 digits, JSON does not.
    return int(digits) if len(digits) <= 1000 else float(digits)  # noqa: PLR2004


class DrainMiddleware:
    """Reads what is left of a refused body. Clients that are still sending would miss the
    answer otherwise, and gunicorn would close the connection without having said so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.META.get("wsgi.input_terminated"):
            left = DRAIN_BYTES
            try:
                while left > 0 and (piece := request.META["wsgi.input"].read(65536)):
                    left -= len(piece)
            except OSError:  # the client is gone, or its chunks are none
                pass
        return response


class HeadMiddleware:
    """Leaves the answer to HEAD its headers only: gunicorn warns of a body that it may not send."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return response
