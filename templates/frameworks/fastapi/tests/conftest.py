import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from httpx import ASGITransport, AsyncClient

from app.main import create_app
from app.settings import Settings
from tests.environment import use_test_variables

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

    from app.database import Database


def pytest_configure() -> None:
    use_test_variables()


@asynccontextmanager
async def open_client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture(scope="session")
def alembic_config() -> AlembicConfig:
    return AlembicConfig(toml_file=Path(__file__).parent.parent / "pyproject.toml")


@pytest.fixture(scope="session")
async def app(alembic_config: AlembicConfig) -> AsyncIterator[FastAPI]:
    """The app on the tests' own database, whose schema is brought up to date."""
    await asyncio.to_thread(command.upgrade, alembic_config, "head")
    app = create_app()
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def database(app: FastAPI) -> Database:
    database: Database = app.state.database
    return database


@pytest.fixture
async def client(app: FastAPI, database: Database) -> AsyncIterator[AsyncClient]:
    """A client whose writes are undone after the test: what the app commits is a savepoint."""
    async with database.engine.connect() as connection:
        outer = await connection.begin()
        database.sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        async with open_client(app) as client:
            yield client
        database.sessions.configure(bind=database.engine)
        await outer.rollback()


@pytest.fixture
async def client_without_database(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    """A client of the app while nobody listens where its database should be."""
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    async with open_client(create_app(Settings())) as client:
        yield client
