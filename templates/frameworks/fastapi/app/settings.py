from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

type LogFormat = Literal["json", "text"]


def _read_password(path: object) -> object:
    if not isinstance(path, str):
        return path
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise ValueError(f"cannot be read: {error}") from None
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    # The line end that editors add is none of the password; a space is.
    return SecretStr(text.removesuffix("\n").removesuffix("\r"))


class Settings(BaseSettings):
    """The app's settings, from the environment; an empty variable is an absent one.

    Where the database is, libpq reads itself: PGHOST, PGPORT, PGUSER …
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, populate_by_name=True)

    log_format: LogFormat = "json"
    # Connections of one worker process, and no more.
    db_pool_size: Annotated[int, Field(ge=1, le=100)] = 5
    # None leaves it to libpq, which reads PGPASSWORD.
    db_password: Annotated[
        SecretStr | None, BeforeValidator(_read_password), Field(alias="PGPASSWORD_FILE")
    ] = None
