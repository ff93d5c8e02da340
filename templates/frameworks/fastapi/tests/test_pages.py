from typing import TYPE_CHECKING

import pytest

from app.middleware import SECURITY_HEADERS

if TYPE_CHECKING:
    from httpx import AsyncClient


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/openapi.json", "application/json"),
        ("/static/welcome.css", "text/css; charset=utf-8"),
        ("/static/welcome.js", "text/javascript; charset=utf-8"),
    ],
)
async def test_files(client: AsyncClient, path: str, content_type: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    head = await client.head(path)
    assert head.status_code == 200
    assert head.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/persons", "/nowhere", "/persons?limit=x"]
)
async def test_security_headers(client: AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_ready(client: AsyncClient) -> None:
    ready = (await client.get("/readyz")).json()
    assert ready["status"] == "ok"
    assert ready["postgres"].split(".")[0].isdecimal()
