from time import monotonic
from typing import TYPE_CHECKING

import pytest
from flask import Flask, request
from pydantic import Field

from app import problems
from app.body import MAX_BODY_BYTES
from app.schemas import Input

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"name=x", b"{", b'{"x":NaN}', b'"\xff"', b'"\x00"', b"[" * 100_000],
)
def test_not_json(client: FlaskClient, body: bytes) -> None:
    response = client.post("/persons", data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.get_json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The body is not JSON.",
    }


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/jsonp"])
def test_another_content_type(client: FlaskClient, content_type: str | None) -> None:
    response = client.post("/persons", data=b'{"name":"x"}', content_type=content_type)
    assert response.status_code == 415


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("bytes_too_many", "status"), [(0, 201), (1, 413), (100_000, 413)])
def test_a_body_has_1_mib(
    client: FlaskClient, bytes_too_many: int, status: int, *, is_chunked: bool
) -> None:
    body = b'{"name":"x"}'.ljust(MAX_BODY_BYTES + bytes_too_many)
    environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""} if is_chunked else {}
    response = client.post(
        "/persons", data=body, content_type="application/json", environ_overrides=environ
    )
    assert response.status_code == status


def test_a_pattern_of_any_model_is_named() -> None:
    class Code(Input):
        code: str = Field(pattern="^[A-Z]{3}$")

    app = Flask(__name__)
    problems.init_app(app)
    app.add_url_rule("/", view_func=lambda: Code.parse(request.args.to_dict()).code)
    response = app.test_client().get("/?code=abc")
    assert response.get_json()["errors"] == [
        {"field": "code", "message": "must match the pattern ^[A-Z]{3}$"}
    ]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/persons/", "/persons//1", "/static/", "/static/%00"]
)
def test_unknown_path(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.get_json() == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE"])
def test_another_method(client: FlaskClient, method: str) -> None:
    response = client.open("/persons", method=method)
    assert response.status_code == 405
    assert {*response.allow} == {"GET", "HEAD", "POST"}


def test_an_unexpected_error_tells_nothing(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError("secret")

    monkeypatch.setitem(app.view_functions, "health.healthz", fail)
    response = client.get("/healthz")
    assert response.status_code == 500
    assert response.get_json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }
    assert "secret" in caplog.text


@pytest.mark.parametrize("path", ["/readyz", "/persons", "/persons/1"])
def test_without_a_database(app_without_database: Flask, path: str) -> None:
    started = monotonic()
    response = app_without_database.test_client().get(path)
    assert monotonic() - started < 2
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.content_type == "application/problem+json"


def test_alive_without_a_database(app_without_database: Flask) -> None:
    assert app_without_database.test_client().get("/healthz").get_json() == {"status": "ok"}
