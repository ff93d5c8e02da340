import json
import logging
from datetime import UTC, datetime
from logging.config import dictConfig
from time import perf_counter
from typing import TYPE_CHECKING, Any, override
from urllib.parse import quote

from flask import g, request

from app.healthcheck import USER_AGENT

if TYPE_CHECKING:
    from flask import Flask, Response

    from app.config import LogFormat

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


def settings(log_format: LogFormat) -> dict[str, Any]:
    """For `dictConfig`; gunicorn takes the same."""
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
            "alembic.runtime.plugins": {"level": "WARNING"},
            # gunicorn gives this one a handler of its own otherwise.
            "gunicorn.error": {"handlers": ["stdout"], "propagate": False},
        },
    }


def configure(log_format: LogFormat) -> None:
    dictConfig(settings(log_format))


def init_app(app: Flask) -> None:
    app.before_request(_start_clock)
    app.after_request(_log_request)


def _start_clock() -> None:
    g.started = perf_counter()


def _log_request(response: Response) -> Response:
    # The container asks for its health every few seconds.
    if request.user_agent.string == USER_AGENT and response.status_code < 400:  # noqa: PLR2004
        return response
    fields = {
        "method": request.method,
        "path": quote(request.path),
        "status": response.status_code,
        "duration_ms": round((perf_counter() - g.started) * 1000, 1),
    }
    logger.info("%(method)s %(path)s %(status)s in %(duration_ms)s ms", fields, extra=fields)
    return response
