from typing import TYPE_CHECKING

import pytest

from app.headers import SECURITY_HEADERS

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/openapi.json", "application/json"),
        ("/static/welcome.css", "text/css; charset=utf-8"),
        ("/static/welcome.js", "text/javascript; charset=utf-8"),
    ],
)
def test_files(client: FlaskClient, path: str, content_type: str) -> None:
    with client.get(path) as response:
        assert response.status_code == 200
        assert response.content_type == content_type
        length = len(response.data)
    with client.head(path) as head:
        assert (head.status_code, head.data, head.content_length) == (200, b"", length)


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/persons", "/nowhere", "/persons?limit=x"]
)
def test_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_ready(client: FlaskClient) -> None:
    ready = client.get("/readyz").get_json()
    assert ready["status"] == "ok"
    assert ready["postgres"].split(".")[0].isdecimal()
