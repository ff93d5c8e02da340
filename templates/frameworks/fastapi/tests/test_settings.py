from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from app.database import connection_parameters
from app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("LOG_FORMAT", "DB_POOL_SIZE", "PGPASSWORD_FILE")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Settings()
    assert (absent.log_format, absent.db_pool_size, absent.db_password) == ("json", 5, None)
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert Settings() == absent


def test_all_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "text")
    monkeypatch.setenv("DB_POOL_SIZE", "7")
    settings = Settings()
    assert (settings.log_format, settings.db_pool_size) == ("text", 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_FORMAT", "xml"),
        ("DB_POOL_SIZE", "0"),
        ("DB_POOL_SIZE", "101"),
        ("DB_POOL_SIZE", "five"),
        ("PGPASSWORD_FILE", "/does/not/exist"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=f"(?i){name}"):
        Settings()


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_a_password_file_is_read_to_the_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line_end: str
) -> None:
    password = " %p@:/'\\🐘$x "
    path = tmp_path / "password"
    path.write_bytes(f"{password}{line_end}".encode())
    monkeypatch.setenv("PGPASSWORD_FILE", str(path))
    settings = Settings()
    assert connection_parameters(settings)["password"] == password
    assert password not in repr(settings)


def test_libpq_reads_the_password_otherwise() -> None:
    assert "password" not in connection_parameters(Settings())
