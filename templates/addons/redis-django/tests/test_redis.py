import socket
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from redis import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import Settings


@pytest.fixture(autouse=True)
def _empty_redis() -> Iterator[None]:
    """The tests' own database of Redis, empty before and after."""
    cache.clear()
    yield
    cache.clear()


def test_visits_are_counted(client: Client) -> None:
    counts = [client.post("/visits").json() for _ in range(3)]
    assert counts == [{"visits": 1}, {"visits": 2}, {"visits": 3}]


def test_visits_are_counted_for_ever(client: Client, settings: Settings) -> None:
    client.post("/visits")
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as redis:
        assert redis.ttl(cache.make_key("visits")) == -1


def test_a_dead_connection_is_replaced(client: Client, settings: Settings) -> None:
    client.post("/visits")
    # Now it lies in the pool, and is the first to be used again.
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as other:
        assert other.client_kill_filter(_type="normal", skipme=True) > 0
    assert client.post("/visits").json() == {"visits": 2}


@pytest.fixture(params=[False, True], ids=["nobody listens", "nobody answers"])
def _without_redis(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not request.param:
            server.close()
        location = {"LOCATION": f"redis://127.0.0.1:{port}/0"}
        settings.CACHES = {"default": settings.CACHES["default"] | location}
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_redis")
def test_only_what_needs_redis_fails_without_it(client: Client) -> None:
    started = monotonic()
    response = client.post("/visits")
    assert monotonic() - started < 2
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "Redis does not answer."
    assert client.get("/persons").status_code == 200
