import socket
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from app.main import create_app
from app.redis import connect_to_redis
from app.settings import Settings
from tests.conftest import open_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from fastapi import FastAPI
    from httpx import AsyncClient
    from redis.asyncio import Redis


@pytest.fixture(autouse=True)
async def redis(app: FastAPI) -> AsyncIterator[Redis]:
    """The tests' own database of Redis, empty before and after."""
    redis: Redis = app.state.redis
    await redis.flushdb()
    yield redis
    await redis.flushdb()


async def test_visits_are_counted(client: AsyncClient) -> None:
    counts = [(await client.post("/visits")).json() for _ in range(3)]
    assert counts == [{"visits": 1}, {"visits": 2}, {"visits": 3}]


async def test_a_dead_connection_is_replaced(client: AsyncClient, redis: Redis) -> None:
    await redis.ping()
    # Now it lies in the pool, and is the first to be used again.
    async with connect_to_redis() as other:
        assert await other.client_kill_filter(_type="normal", skipme=True) > 0
    assert (await client.post("/visits")).status_code == 200


async def test_another_timeout_is_not_redis(
    client: AsyncClient, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(redis, "incr", fail)
    assert (await client.post("/visits")).status_code == 500


@pytest.fixture(params=[False, True], ids=["nobody listens", "nobody answers"])
def port_without_redis(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        if not request.param:
            server.close()
        yield port


async def test_only_what_needs_redis_fails_without_it(
    port_without_redis: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port_without_redis}/0")
    app = create_app(Settings())
    async with app.router.lifespan_context(app), open_client(app) as client:
        started = monotonic()
        response = await client.post("/visits")
        assert monotonic() - started < 2
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "1"
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["detail"] == "Redis does not answer."
        assert (await client.get("/persons")).status_code == 200
