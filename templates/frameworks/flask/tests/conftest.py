from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig

from app import create_app
from app.config import Config
from tests.environment import use_test_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from app.database import Database


def pytest_configure() -> None:
    use_test_variables()


@pytest.fixture(scope="session")
def alembic_config() -> AlembicConfig:
    return AlembicConfig(toml_file=Path(__file__).parent.parent / "pyproject.toml")


@pytest.fixture(scope="session")
def app(alembic_config: AlembicConfig) -> Iterator[Flask]:
    """The app on the tests' own database, whose schema is brought up to date."""
    command.upgrade(alembic_config, "head")
    app = create_app(Config.from_env())
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client whose writes are undone after the test: what the app commits is a savepoint."""
    database: Database = app.extensions["database"]
    with database.engine.connect() as connection:
        outer = connection.begin()
        database.sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield app.test_client()
        database.sessions.configure(bind=database.engine)
        outer.rollback()


@pytest.fixture
def app_without_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app while nobody listens where its database should be."""
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    app = create_app(Config())
    yield app
    app.extensions["database"].engine.dispose()
