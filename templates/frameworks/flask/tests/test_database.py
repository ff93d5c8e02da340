import os
from time import monotonic
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.config import Config
from app.database import STATEMENT_TIMEOUT_S, Connection, Database, connection_parameters

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def database(app: Flask) -> Database:
    database: Database = app.extensions["database"]
    return database


def test_the_app_has_another_database(database: Database) -> None:
    with database.engine.connect() as connection:
        name = connection.scalar(text("SELECT current_database()"))
    assert name == os.environ["TEST_DATABASE"]


@pytest.mark.usefixtures("app")
def test_models_and_migrations_agree(alembic_config: AlembicConfig) -> None:
    command.check(alembic_config)


def test_a_dead_connection_is_replaced(app: Flask, database: Database) -> None:
    with database.engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    # Now it lies in the pool, and is the first to be used again.
    with psycopg.connect(**connection_parameters(Config.from_env())) as other:
        other.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    assert app.test_client().get("/persons").status_code == 200
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != pid


def test_a_long_statement_is_ended(database: Database) -> None:
    started = monotonic()
    with database.engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT pg_sleep(30)"))
    assert monotonic() - started < STATEMENT_TIMEOUT_S + 0.4


def test_a_silent_server_is_given_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "patience_s", 0.2)
    with (
        database.engine.connect() as connection,
        pytest.raises(OperationalError, match="does not answer"),
    ):
        connection.execute(text("SELECT pg_sleep(2)"))


def test_sessions_are_in_utc(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"


def test_emails_go_with_their_person(client: FlaskClient, database: Database) -> None:
    person = client.post("/persons", json={"name": "x", "emails": ["a@b"]}).get_json()
    count = text("SELECT count(*) FROM emails WHERE person_id = :id")
    with database.session() as session:
        assert session.scalar(count, {"id": person["id"]}) == 1
    client.delete(f"/persons/{person['id']}")
    with database.session() as session:
        assert session.scalar(count, {"id": person["id"]}) == 0
