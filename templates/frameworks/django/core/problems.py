import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

PROBLEM_TYPE = "application/problem+json"

logger = logging.getLogger(__name__)


class ProblemError(Exception):
    """An error of the client's, to be answered as it says."""

    def __init__(self, status: int, detail: str | None = None, **members: object) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.members = members


def problem(status: int, detail: str | None = None, **members: object) -> JsonResponse:
    """An error as RFC 9457 has it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail is not None:
        body["detail"] = detail
    response = JsonResponse(body | members, status=status, content_type=PROBLEM_TYPE)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def database_unavailable() -> JsonResponse:
    response = problem(503, "The database does not answer.")
    response.headers["Retry-After"] = "1"
    return response


def internal_error(_request: HttpRequest) -> JsonResponse:
    """What urls.py names as handler500: Django calls it while the exception is at hand."""
    logger.exception("unexpected error")  # noqa: LOG004
    return problem(500)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


class ProblemMiddleware:
    """Makes every error a problem, also those that Django and others answer themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or response.get("Content-Type") == PROBLEM_TYPE:  # noqa: PLR2004
            return response
        answer = problem(response.status_code)
        for name, value in response.items():
            answer.headers.setdefault(name, value)
        return answer

    def process_exception(
        self, _request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        match exception:
            case ProblemError(status=status, detail=detail, members=members):
                return problem(status, detail, **members)
            case RequestDataTooBig():
                return problem(413)
            case OperationalError() | InterfaceError():
                logger.warning("database unavailable: %s", one_line(exception))
                return database_unavailable()
        return None
