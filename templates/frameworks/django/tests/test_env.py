from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("value", [None, ""])
def test_defaults(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("X", raising=False)
    if value is not None:
        monkeypatch.setenv("X", value)
    assert env.choice("X", ("a", "b"), default="a") == "a"
    assert env.integer("X", default=5, at_most=100) == 5
    assert env.flag("X") is False
    assert env.secret("X") == ""


@pytest.mark.parametrize("value", ["0", "101", "five", "+5", "\u0665"])
def test_a_wrong_number_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DB_POOL_SIZE", value)
    with pytest.raises(ImproperlyConfigured, match="DB_POOL_SIZE"):
        env.integer("DB_POOL_SIZE", default=5, at_most=100)


def test_a_wrong_choice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is json or text"):
        env.choice("LOG_FORMAT", ("json", "text"), default="json")


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_a_secret_file_is_read_to_the_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line_end: str
) -> None:
    secret = " %p@:/'\\🐘$x "
    path = tmp_path / "secret"
    path.write_bytes(f"{secret}{line_end}".encode())
    monkeypatch.setenv("X", "not this")
    monkeypatch.setenv("X_FILE", str(path))
    assert env.secret("X") == secret


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_secret_file_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("X_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match="X_FILE"):
        env.secret("X")
