import os
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from core.database import STATEMENT_TIMEOUT_S, Connection
from persons.models import Email, Person

if TYPE_CHECKING:
    from django.test import Client


def value_of(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        [value] = cursor.fetchone()
    return value


@pytest.mark.django_db
def test_the_app_has_another_database() -> None:
    assert value_of("SELECT current_database()") == os.environ["TEST_DATABASE"]


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_dead_connections_are_replaced(client: Client) -> None:
    pid = value_of("SELECT pg_backend_pid()")
    assert isinstance(pid, int)
    connection.close()  # into the pool, where it is the first to be used again
    other = connections.create_connection("default")
    other.settings_dict = {**other.settings_dict, "OPTIONS": {}}
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    other.close()
    assert client.get("/persons").status_code == 200
    assert value_of("SELECT pg_backend_pid()") != pid


@pytest.mark.django_db
def test_a_long_statement_is_ended() -> None:
    started = monotonic()
    with pytest.raises(OperationalError):
        value_of("SELECT pg_sleep(30)")
    assert monotonic() - started < STATEMENT_TIMEOUT_S + 0.4


@pytest.mark.django_db(transaction=True)
def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "patience_s", 0.2)
    with pytest.raises(OperationalError, match="does not answer"):
        value_of("SELECT pg_sleep(2)")
    connection.close()  # another one, for what comes after the test


@pytest.mark.django_db
def test_sessions_are_in_utc() -> None:
    assert value_of("SHOW timezone") == "UTC"


@pytest.mark.django_db
def test_emails_go_with_their_person(client: Client) -> None:
    person = Person.objects.create(name="x")
    Email.objects.create(person=person, address="a@b")
    client.delete(f"/persons/{person.pk}")
    assert not Email.objects.filter(person_id=person.pk).exists()
