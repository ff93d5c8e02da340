import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.database import SessionTimeoutError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

logger = logging.getLogger(__name__)

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")

# By pydantic's type of error. What is not listed keeps pydantic's own words.
_MESSAGES = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "missing": "is required",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "string_too_long": "must have a length of at most {max_length}",
    "string_too_short": "must have a length of at least {min_length}",
    "string_type": "must be a string",
    "string_unicode": "must be valid Unicode",
    "too_long": "must have a length of at most {max_length}",
}


class Problem(JSONResponse):
    """An error as RFC 9457 has it."""

    media_type = "application/problem+json"

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
        if detail is not None:
            body["detail"] = detail
        super().__init__(body | members, status, headers)


def database_unavailable() -> Problem:
    return Problem(503, "The database does not answer.", {"Retry-After": "1"})


def one_line(error: Exception) -> str:
    """What the database said, without the statement that SQLAlchemy adds."""
    return " ".join(str(getattr(error, "orig", error)).split())


def add_problem_handlers(app: FastAPI) -> None:
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(OperationalError)(_database_error)
    app.exception_handler(PoolTimeoutError)(_database_error)
    app.exception_handler(SessionTimeoutError)(_database_error)


async def _http_error(request: Request, error: HTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed_methods(request))
    # Starlette's own texts say what the title says; only ours, given on raising, are told.
    return Problem(status, error.detail if error.detail != status.phrase else None, headers)


def _allowed_methods(request: Request) -> list[str]:
    """Of all routes with this path; Starlette names those of the first one only."""

    def is_allowed(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in METHODS if is_allowed(method)]


async def _invalid(_: Request, error: RequestValidationError) -> Problem:
    return Problem(422, errors=[_field_error(details) for details in error.errors()])


def _field_error(details: dict[str, Any]) -> dict[str, str]:
    # The location begins with where it was sent, such as query or body.
    source, *path = details["loc"]
    template = _MESSAGES.get(details["type"])
    return {
        "field": ".".join(str(part) for part in path) or str(source),
        "message": template.format_map(details.get("ctx", {})) if template else details["msg"],
    }


async def _database_error(_: Request, error: Exception) -> Problem:
    logger.warning("database unavailable: %s", one_line(error))
    return database_unavailable()
