import json
import logging
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, override
from urllib.parse import quote

from core.healthcheck import USER_AGENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"asctime", "message"}


class JSONFormatter(logging.Formatter):
    """One object a line; what is given as `extra` becomes members of it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "logger": record.name,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def settings(log_format: str) -> dict[str, Any]:
    """For Django's LOGGING; gunicorn takes the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JSONFormatter},
            "text": {"format": "%(asctime)s %(levelname)-7s %(message)s", "datefmt": "%H:%M:%S"},
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": log_format,
            }
        },
        "root": {"level": "INFO", "handlers": ["stdout"]},
        "loggers": {
            # Django gives this one handlers of its own otherwise.
            "django": {"handlers": [], "level": "INFO"},
            # Every answer has its line below, and an exception one of core.problems.
            "django.request": {"level": "CRITICAL"},
            "psycopg.pool": {"level": "WARNING"},
            # gunicorn gives this one a handler of its own otherwise.
            "gunicorn.error": {"handlers": ["stdout"], "propagate": False},
        },
    }


class RequestLogMiddleware:
    """One line a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        response = self.get_response(request)
        # The container asks for its health every few seconds.
        if request.headers.get("User-Agent") == USER_AGENT and response.status_code < 400:  # noqa: PLR2004
            return response
        fields = {
            "method": request.method,
            "path": quote(request.path),
            "status": response.status_code,
            "duration_ms": round((perf_counter() - started) * 1000, 1),
        }
        logger.info("%(method)s %(path)s %(status)s in %(duration_ms)s ms", fields, extra=fields)
        return response
