from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from pydantic import Field

from core import health
from core.problems import ProblemError
from core.schemas import Input

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize(
    "body",
    [b" ", b"name=x", b"{", b'{"x":NaN}', b'"\xff"', b'"\x00"', b"[" * 100_000],
)
def test_not_json(client: Client, body: bytes) -> None:
    response = client.post("/persons", body, "application/json")
    assert response.status_code == 400
    assert response.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The body is not JSON.",
    }


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/jsonp"])
def test_another_content_type(client: Client, content_type: str) -> None:
    assert client.post("/persons", b'{"name":"x"}', content_type).status_code == 415


@pytest.mark.django_db
@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("bytes_too_many", "status"), [(0, 201), (1, 413), (100_000, 413)])
def test_a_body_has_1_mib(
    client: Client, bytes_too_many: int, status: int, *, is_chunked: bool
) -> None:
    body = b'{"name":"x"}'.ljust(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + bytes_too_many)
    # As gunicorn gives a chunked body: without a length, and with an end.
    chunked: dict[str, Any] = {
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }
    response = client.generic(
        "POST", "/persons", body, "application/json", **(chunked if is_chunked else {})
    )
    assert response.status_code == status


def test_a_pattern_of_any_model_is_named() -> None:
    class Code(Input):
        code: str = Field(pattern="^[A-Z]{3}$")

    with pytest.raises(ProblemError) as raised:
        Code.parse({"code": "abc"})
    assert raised.value.members["errors"] == [
        {"field": "code", "message": "must match the pattern ^[A-Z]{3}$"}
    ]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/persons/", "/persons//1", "/static/", "/static/%00"]
)
def test_unknown_path(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE"])
def test_another_method(client: Client, method: str) -> None:
    response = client.generic(method, "/persons")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
    assert response.json()["status"] == 405


def test_an_unexpected_error_tells_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_timeout_s: float) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(health.probe, "version", fail)
    client.raise_request_exception = False
    response = client.get("/readyz")
    assert response.status_code == 500
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }
    assert "secret" in caplog.text


@pytest.mark.usefixtures("without_database")
@pytest.mark.parametrize("path", ["/readyz", "/persons", "/persons/1"])
def test_without_a_database(client: Client, path: str) -> None:
    started = monotonic()
    response = client.get(path)
    assert monotonic() - started < 2
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("without_database")
def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
