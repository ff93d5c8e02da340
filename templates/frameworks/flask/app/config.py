import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

type LogFormat = Literal["json", "text"]


class ConfigError(Exception):
    """A setting that the app cannot start with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The app's settings. Where the database is, libpq reads itself: PGHOST, PGPORT, PGUSER …"""

    log_format: LogFormat = "json"
    # Connections of one worker process, and no more.
    db_pool_size: int = 5
    # None leaves it to libpq, which reads PGPASSWORD.
    db_password: str | None = field(default=None, repr=False)
    # X-Forwarded-* are believed: nobody but the proxy can reach the app.
    behind_proxy: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Reads the environment; an empty variable is an absent one."""
        log_format = env.get("LOG_FORMAT") or "json"
        if log_format not in {"json", "text"}:
            raise ConfigError(f"LOG_FORMAT is json or text, not {log_format!r}")
        return cls(
            log_format=cast("LogFormat", log_format),
            db_pool_size=_integer(env, "DB_POOL_SIZE", default=5, at_most=100),
            db_password=_password(env),
            behind_proxy=bool(env.get("FORWARDED_ALLOW_IPS")),
        )


def _integer(env: Mapping[str, str], name: str, *, default: int, at_most: int) -> int:
    text = env.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= at_most:
        raise ConfigError(f"{name} is a whole number from 1 to {at_most}, not {text!r}")
    return int(text)


def _password(env: Mapping[str, str]) -> str | None:
    path = env.get("PGPASSWORD_FILE")
    if not path:
        return None
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise ConfigError(f"PGPASSWORD_FILE cannot be read: {error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"PGPASSWORD_FILE is not UTF-8: {path}") from None
    # The line end that editors add is none of the password; a space is.
    return text.removesuffix("\n").removesuffix("\r")
