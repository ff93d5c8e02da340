import socket
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import delete, select

from app import create_app
from app.config import Config
from app.models import Person
from app.redis import queue_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from redis import Redis


@pytest.fixture(autouse=True)
def redis(app: Flask) -> Iterator[Redis]:
    """The tests' own database of Redis, empty before and after."""
    redis: Redis = app.extensions["redis"]
    redis.flushdb()
    yield redis
    redis.flushdb()


def test_visits_are_counted(client: FlaskClient) -> None:
    counts = [client.post("/visits").get_json()["visits"] for _ in range(3)]
    assert counts == [1, 2, 3]


def test_import_is_left_to_the_worker(app: Flask, client: FlaskClient, redis: Redis) -> None:
    names = ["Imported Ada", "Imported Grace"]
    response = client.post("/imports", json={"names": names})
    assert response.status_code == 202
    queue = queue_on(redis)
    assert queue.job_ids == [response.get_json()["job"]]

    worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer)
    worker.work(burst=True)
    with app.extensions["database"].engine.begin() as connection:
        added = connection.scalars(select(Person.name).where(Person.name.in_(names))).all()
        connection.execute(delete(Person).where(Person.name.in_(names)))
    assert sorted(added) == names


@pytest.mark.parametrize("names", [[], [""], ["x"] * 101, "Ada", None])
def test_invalid_import(client: FlaskClient, redis: Redis, names: object) -> None:
    response = client.post("/imports", json={"names": names})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"].startswith("names")
    assert queue_on(redis).job_ids == []


@pytest.fixture(params=[False, True], ids=["nobody listens", "nobody answers"])
def app_without_redis(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not request.param:
            server.close()
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port}/0")
        app = create_app(Config.from_env())
        yield app
        app.extensions["database"].engine.dispose()


def test_only_what_needs_redis_fails_without_it(app_without_redis: Flask) -> None:
    client = app_without_redis.test_client()
    assert client.get("/persons").status_code == 200
    for path, body in (("/visits", None), ("/imports", {"names": ["Ada"]})):
        started = monotonic()
        response = client.post(path, json=body)
        assert monotonic() - started < 2
        assert response.status_code == 503
        assert response.content_type == "application/problem+json"
        assert response.headers["Retry-After"] == "1"
