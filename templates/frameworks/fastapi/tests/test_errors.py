import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import pytest
from fastapi import FastAPI, Query
from sqlalchemy.ext.asyncio import AsyncSession

from app import database
from app.body import MAX_BODY_BYTES
from app.problems import add_problem_handlers
from app.routers import health
from tests.conftest import open_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from httpx import AsyncClient

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"name=x", b"{", b'{"x":NaN}', b'"\xff"', b'"\x00"', b"[" * 100_000],
)
async def test_not_json(client: AsyncClient, body: bytes) -> None:
    response = await client.post("/persons", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The body is not JSON.",
    }


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/jsonp"])
async def test_another_content_type(client: AsyncClient, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = await client.post("/persons", content=b'{"name":"x"}', headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("bytes_too_many", "status"), [(0, 201), (1, 413), (100_000, 413)])
async def test_a_body_has_1_mib(
    client: AsyncClient, bytes_too_many: int, status: int, *, is_chunked: bool
) -> None:
    body = b'{"name":"x"}'.ljust(MAX_BODY_BYTES + bytes_too_many)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    content = chunks() if is_chunked else body
    response = await client.post("/persons", content=content, headers=JSON)
    assert response.status_code == status


async def test_a_pattern_of_any_model_is_named() -> None:
    app = FastAPI()
    add_problem_handlers(app)

    @app.get("/")
    async def echo(code: Annotated[str, Query(pattern="^[A-Z]{3}$")]) -> str:
        return code

    async with open_client(app) as client:
        response = await client.get("/?code=abc")
    assert response.json()["errors"] == [
        {"field": "code", "message": "must match the pattern ^[A-Z]{3}$"}
    ]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/persons/", "/persons//1", "/static/", "/static/%00", "/docs"]
)
async def test_unknown_path(client: AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE"])
async def test_another_method(client: AsyncClient, method: str) -> None:
    response = await client.request(method, "/persons")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


async def test_an_unexpected_error_tells_nothing(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: object) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(health, "_version", fail)
    response = await client.get("/readyz")
    assert response.status_code == 500
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }
    assert "secret" in caplog.text


@pytest.mark.parametrize("path", ["/readyz", "/persons", "/persons/1"])
async def test_without_a_database(client_without_database: AsyncClient, path: str) -> None:
    started = monotonic()
    response = await client_without_database.get(path)
    assert monotonic() - started < 2
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_a_slow_database(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.sleep(10)

    monkeypatch.setattr(database, "SESSION_TIMEOUT_S", 0.2)
    monkeypatch.setattr(AsyncSession, "get", never)
    response = await client.get("/persons/1")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"


async def test_another_timeout_is_not_the_database(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(AsyncSession, "get", fail)
    assert (await client.get("/persons/1")).status_code == 500


async def test_alive_without_a_database(client_without_database: AsyncClient) -> None:
    assert (await client_without_database.get("/healthz")).json() == {"status": "ok"}
