import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from httpx import AsyncClient


async def add(client: AsyncClient, name: str, *emails: str) -> dict[str, Any]:
    response = await client.post("/persons", json={"name": name, "emails": emails})
    assert response.status_code == 201, response.text
    person: dict[str, Any] = response.json()
    return person


async def test_add_get_and_delete(client: AsyncClient) -> None:
    response = await client.post("/persons", json={"name": " Zoë 🐘\n", "emails": ["b@x", "a@x"]})
    person = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/persons/{person['id']}"
    assert (person["name"], person["emails"]) == ("Zoë 🐘", ["b@x", "a@x"])
    age = datetime.now(UTC) - datetime.fromisoformat(person["created_at"])
    assert abs(age) < timedelta(minutes=1)

    path = response.headers["Location"]
    assert (await client.get(path)).json() == person
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.delete(path)).status_code == 404


async def test_pages_hold_everybody_once(client: AsyncClient) -> None:
    added = [await add(client, f"Person {n}", f"{n}@x") for n in range(5)]
    start = added[0]["id"] - 1
    first = (await client.get(f"/persons?limit=3&after={start}")).json()
    assert first == {"items": added[:3], "next": added[2]["id"]}
    second = (await client.get(f"/persons?limit=3&after={first['next']}")).json()
    assert second == {"items": added[3:], "next": None}


async def test_a_full_last_page_has_no_next(client: AsyncClient) -> None:
    added = [await add(client, "x"), await add(client, "y")]
    page = (await client.get(f"/persons?limit=2&after={added[0]['id'] - 1}")).json()
    assert page == {"items": added, "next": None}


@pytest.mark.parametrize(
    "value", ["", "0", "-1", "101", "x", "1.0", "1_0", "+5", " 5", "\u0665", "9" * 30]
)
async def test_limit_is_refused(client: AsyncClient, value: str) -> None:
    response = await client.get("/persons", params={"limit": value})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["limit"]


@pytest.mark.parametrize("value", ["-1", "x", str(2**53)])
async def test_after_is_refused(client: AsyncClient, value: str) -> None:
    assert (await client.get("/persons", params={"after": value})).status_code == 422


@pytest.mark.parametrize(
    "path", ["/persons/0", "/persons/01", "/persons/x", "/persons/9007199254740992"]
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_an_id_that_is_none_is_not_found(client: AsyncClient, method: str, path: str) -> None:
    assert (await client.request(method, path)).status_code == 404


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
async def test_a_person_is_refused(client: AsyncClient, body: object, fields: list[str]) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.post("/persons", content=json.dumps(body), headers=headers)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == fields


async def test_an_address_is_told_what_it_needs(client: AsyncClient) -> None:
    response = await client.post("/persons", json={"name": "x", "emails": ["a b@c"]})
    message = "must have one @ with something before and after it, and no spaces"
    assert response.json()["errors"] == [{"field": "emails.0", "message": message}]


async def test_the_limits_are_accepted(client: AsyncClient) -> None:
    emails = [f"{n}{'a' * 251}@b" for n in range(10)]
    person = await add(client, "🐘" * 200, *emails)
    assert (person["name"], person["emails"]) == ("🐘" * 200, emails)


async def test_unknown_members_are_ignored(client: AsyncClient) -> None:
    assert (await client.post("/persons", json={"name": "x", "id": 7})).status_code == 201
