from typing import TYPE_CHECKING

import pytest

from core.headers import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/openapi.json", "application/json"),
        ("/static/welcome.css", 'text/css; charset="utf-8"'),
        ("/static/welcome.js", 'text/javascript; charset="utf-8"'),
    ],
)
def test_files(client: Client, path: str, content_type: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    length = str(len(response.getvalue()))
    head = client.head(path)
    assert (head.status_code, head.headers["Content-Length"]) == (200, length)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/persons", "/nowhere", "/persons?limit=x"]
)
def test_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    ready = client.get("/readyz").json()
    assert ready["status"] == "ok"
    assert ready["postgres"].split(".")[0].isdecimal()
