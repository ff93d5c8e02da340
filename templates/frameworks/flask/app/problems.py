import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

import psycopg
from flask import Flask, Response, json
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

logger = logging.getLogger(__name__)

# By pydantic's type of error. What is not listed keeps pydantic's own words.
_MESSAGES = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "missing": "is required",
    "model_type": "must be an object",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "string_too_long": "must have a length of at most {max_length}",
    "string_too_short": "must have a length of at least {min_length}",
    "string_type": "must be a string",
    "string_unicode": "must be valid Unicode",
    "too_long": "must have a length of at most {max_length}",
}


class InvalidInputError(Exception):
    """What the client sent does not have the form that it must have."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(str(error))
        self.errors = error.errors(include_url=False, include_input=False)


def problem(status: int, detail: str | None = None, **members: object) -> Response:
    """An error as RFC 9457 has it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail is not None:
        body["detail"] = detail
    text = json.dumps(body | members, separators=(",", ":"))
    return Response(text, status, content_type="application/problem+json")


def database_unavailable() -> Response:
    response = problem(503, "The database does not answer.")
    response.headers["Retry-After"] = "1"
    return response


def one_line(error: Exception) -> str:
    """What the database said, without the statement that SQLAlchemy adds."""
    return " ".join(str(getattr(error, "orig", error)).split())


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InvalidInputError, _invalid)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(PoolTimeoutError, _database_error)
    app.register_error_handler(psycopg.OperationalError, _database_error)


def _http_error(error: HTTPException) -> Response | HTTPException:
    """Everything that werkzeug raises, also the 500 that stands for an uncaught exception."""
    if error.response is not None:
        return error  # it brings its own answer, a redirect for one
    status = error.code or 500
    # werkzeug's own texts say what the title says; only ours, given on raising, are told.
    detail = error.description if error.description != type(error).description else None
    response = problem(status, detail)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _invalid(error: InvalidInputError) -> Response:
    errors = [_field_error(details) for details in error.errors]
    return problem(422, errors=errors)


def _field_error(details: ErrorDetails) -> dict[str, str]:
    template = _MESSAGES.get(details["type"])
    return {
        "field": ".".join(str(part) for part in details["loc"]) or "body",
        "message": template.format_map(details.get("ctx", {})) if template else details["msg"],
    }


def _database_error(error: Exception) -> Response:
    logger.warning("database unavailable: %s", one_line(error))
    return database_unavailable()
