import asyncio
import os
from time import monotonic
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.database import STATEMENT_TIMEOUT_S, Connection, Database, connection_parameters
from app.settings import Settings
from tests.conftest import open_client

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig
    from fastapi import FastAPI
    from httpx import AsyncClient


async def test_the_app_has_another_database(database: Database) -> None:
    async with database.engine.connect() as connection:
        name = await connection.scalar(text("SELECT current_database()"))
    assert name == os.environ["TEST_DATABASE"]


@pytest.mark.usefixtures("app")
async def test_models_and_migrations_agree(alembic_config: AlembicConfig) -> None:
    await asyncio.to_thread(command.check, alembic_config)


async def test_a_dead_connection_is_replaced(app: FastAPI, database: Database) -> None:
    async with database.engine.connect() as connection:
        pid = await connection.scalar(text("SELECT pg_backend_pid()"))
    # Now it lies in the pool, and is the first to be used again.
    async with await psycopg.AsyncConnection.connect(**connection_parameters(Settings())) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    async with open_client(app) as client:
        assert (await client.get("/persons")).status_code == 200
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT pg_backend_pid()")) != pid


async def test_a_long_statement_is_ended(database: Database) -> None:
    started = monotonic()
    async with database.engine.connect() as connection:
        with pytest.raises(OperationalError, match="statement timeout"):
            await connection.execute(text("SELECT pg_sleep(30)"))
    assert monotonic() - started < STATEMENT_TIMEOUT_S + 0.4


async def test_a_silent_server_is_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "patience_s", 0.2)
    async with database.engine.connect() as connection:
        with pytest.raises(OperationalError, match="does not answer"):
            await connection.execute(text("SELECT pg_sleep(2)"))


async def test_a_cancelled_statement_is_left_at_once(database: Database) -> None:
    started = monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), database.engine.connect() as connection:
            await connection.execute(text("SELECT pg_sleep(2)"))
    assert monotonic() - started < 1
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


async def test_sessions_are_in_utc(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SHOW timezone")) == "UTC"


async def test_emails_go_with_their_person(client: AsyncClient, database: Database) -> None:
    person = (await client.post("/persons", json={"name": "x", "emails": ["a@b"]})).json()
    count = text("SELECT count(*) FROM emails WHERE person_id = :id")
    async with database.sessions() as session:
        assert await session.scalar(count, {"id": person["id"]}) == 1
    await client.delete(f"/persons/{person['id']}")
    async with database.sessions() as session:
        assert await session.scalar(count, {"id": person["id"]}) == 0
