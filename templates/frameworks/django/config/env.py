"""Reads the environment; an empty variable is an absent one."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Collection


def choice(name: str, choices: Collection[str], *, default: str) -> str:
    value = os.environ.get(name) or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {' or '.join(choices)}, not {value!r}")
    return value


def integer(name: str, *, default: int, at_most: int) -> int:
    text = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= at_most:
        raise ImproperlyConfigured(f"{name} is a whole number from 1 to {at_most}, not {text!r}")
    return int(text)


def flag(name: str) -> bool:
    return bool(os.environ.get(name))


def secret(name: str) -> str:
    """What the file says that `<name>_FILE` names, or else the variable itself."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "")
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{name}_FILE is not UTF-8: {path}") from None
    # The line end that editors add is none of the password; a space is.
    return text.removesuffix("\n").removesuffix("\r")
