import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def add(client: FlaskClient, name: str, *emails: str) -> dict[str, Any]:
    response = client.post("/persons", json={"name": name, "emails": emails})
    assert response.status_code == 201, response.text
    person: dict[str, Any] = response.get_json()
    return person


def test_add_get_and_delete(client: FlaskClient) -> None:
    response = client.post("/persons", json={"name": " Zoë 🐘\n", "emails": ["b@x", "a@x"]})
    person = response.get_json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/persons/{person['id']}"
    assert (person["name"], person["emails"]) == ("Zoë 🐘", ["b@x", "a@x"])
    age = datetime.now(UTC) - datetime.fromisoformat(person["created_at"])
    assert abs(age) < timedelta(minutes=1)

    path = response.headers["Location"]
    assert client.get(path).get_json() == person
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404


def test_pages_hold_everybody_once(client: FlaskClient) -> None:
    added = [add(client, f"Person {n}", f"{n}@x") for n in range(5)]
    start = added[0]["id"] - 1
    first = client.get(f"/persons?limit=3&after={start}").get_json()
    assert first == {"items": added[:3], "next": added[2]["id"]}
    second = client.get(f"/persons?limit=3&after={first['next']}").get_json()
    assert second == {"items": added[3:], "next": None}


def test_a_full_last_page_has_no_next(client: FlaskClient) -> None:
    added = [add(client, "x"), add(client, "y")]
    page = client.get(f"/persons?limit=2&after={added[0]['id'] - 1}").get_json()
    assert page == {"items": added, "next": None}


@pytest.mark.parametrize(
    "value", ["", "0", "-1", "101", "x", "1.0", "1_0", "+5", " 5", "\u0665", "9" * 30]
)
def test_limit_is_refused(client: FlaskClient, value: str) -> None:
    response = client.get("/persons", query_string={"limit": value})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == ["limit"]


@pytest.mark.parametrize("value", ["-1", "x", str(2**53)])
def test_after_is_refused(client: FlaskClient, value: str) -> None:
    assert client.get("/persons", query_string={"after": value}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/persons/0", "/persons/01", "/persons/x", "/persons/9007199254740992"]
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_id_that_is_none_is_not_found(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method).status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name"]),
        ([], ["body"]),
        (None, ["body"]),
        ({"name": 5}, ["name"]),
        ({"name": " \u3000\n"}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name": "a\0b"}, ["name"]),
        ({"name": "\ud800"}, ["name"]),
        ({"name": "x", "emails": None}, ["emails"]),
        ({"name": "x", "emails": ["a@b"] * 2}, ["emails"]),
        ({"name": "x", "emails": [f"{n}@x" for n in range(11)]}, ["emails"]),
        ({"name": "x", "emails": ["a@b", "a b@c"]}, ["emails.1"]),
        ({"name": "x", "emails": ["a@b\n"]}, ["emails.0"]),
        ({"name": "x", "emails": ["a@b\0"]}, ["emails.0"]),
        ({"name": "x", "emails": [f"{'a' * 253}@b"]}, ["emails.0"]),
        ({"name": "", "emails": ["@", "a@b", 1]}, ["name", "emails.0", "emails.2"]),
    ],
)
def test_a_person_is_refused(client: FlaskClient, body: object, fields: list[str]) -> None:
    response = client.post("/persons", data=json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert [error["field"] for error in response.get_json()["errors"]] == fields


def test_an_address_is_told_what_it_needs(client: FlaskClient) -> None:
    response = client.post("/persons", json={"name": "x", "emails": ["a b@c"]})
    message = "must have one @ with something before and after it, and no spaces"
    assert response.get_json()["errors"] == [{"field": "emails.0", "message": message}]


def test_the_limits_are_accepted(client: FlaskClient) -> None:
    emails = [f"{n}{'a' * 251}@b" for n in range(10)]
    person = add(client, "🐘" * 200, *emails)
    assert (person["name"], person["emails"]) == ("🐘" * 200, emails)


def test_unknown_members_are_ignored(client: FlaskClient) -> None:
    assert client.post("/persons", json={"name": "x", "id": 7}).status_code == 201
