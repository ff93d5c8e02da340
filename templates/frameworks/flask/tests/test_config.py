from typing import TYPE_CHECKING

import pytest

from app.config import Config, ConfigError
from app.database import connection_parameters

if TYPE_CHECKING:
    from pathlib import Path


def test_defaults() -> None:
    assert Config.from_env({}) == Config(log_format="json", db_pool_size=5)
    assert (
        Config.from_env({"LOG_FORMAT": "", "DB_POOL_SIZE": "", "PGPASSWORD_FILE": ""}) == Config()
    )


def test_all_set() -> None:
    env = {"LOG_FORMAT": "text", "DB_POOL_SIZE": "7", "FORWARDED_ALLOW_IPS": "*"}
    assert Config.from_env(env) == Config(log_format="text", db_pool_size=7, behind_proxy=True)


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
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_env({name: value})


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_a_password_file_is_read_to_the_byte(tmp_path: Path, line_end: str) -> None:
    password = " %p@:/'\\🐘$x "
    path = tmp_path / "password"
    path.write_bytes(f"{password}{line_end}".encode())
    config = Config.from_env({"PGPASSWORD_FILE": str(path)})
    assert connection_parameters(config)["password"] == password
    assert password not in repr(config)


def test_libpq_reads_the_password_otherwise() -> None:
    assert "password" not in connection_parameters(Config())
