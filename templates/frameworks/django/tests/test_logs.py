import json
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from core.healthcheck import USER_AGENT
from core.logs import JSONFormatter

if TYPE_CHECKING:
    import pytest
    from django.test import Client


def requests(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    lines = [JSONFormatter().format(record) for record in caplog.records]
    return [line for line in map(json.loads, lines) if "duration_ms" in line]


def test_a_request_is_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/nowhere%0A%F0%9F%90%98?x=1")
    [line] = requests(caplog)
    assert datetime.fromisoformat(str(line["time"])).tzinfo is not None
    assert (line["level"], line["method"], line["status"]) == ("info", "GET", 404)
    assert line["path"] == "/nowhere%0A%F0%9F%90%98"
    assert isinstance(line["duration_ms"], float)


def test_health_checks_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/healthz", headers={"user-agent": USER_AGENT})
    assert requests(caplog) == []


def test_an_exception_is_part_of_its_line() -> None:
    error = RuntimeError("why")
    record = logging.makeLogRecord({"exc_info": (RuntimeError, error, None)})
    line = JSONFormatter().format(record)
    assert "\n" not in line
    assert "RuntimeError: why" in json.loads(line)["exception"]
