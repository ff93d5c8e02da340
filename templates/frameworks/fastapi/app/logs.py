import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, override

if TYPE_CHECKING:
    from app.settings import LogFormat

# color_message is uvicorn's: the message once more, for terminals.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"asctime", "color_message", "message"}


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


def log_config(log_format: LogFormat) -> dict[str, Any]:
    """For `dictConfig`; uvicorn takes the same."""
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
        "loggers": {"alembic.runtime.plugins": {"level": "WARNING"}},
    }
