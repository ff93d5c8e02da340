import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, override

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

# Any number does, as long as all replicas use the same.
LOCK_KEY = 4243
LOCK_TIMEOUT_S = 600


class Command(migrate.Command):
    """Django's, for one process at a time, and without the limits of a request."""

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with _unlimited(connection):
            _wait_for_lock(connection)
            super().handle(*args, **options)


@contextmanager
def _unlimited(connection: BaseDatabaseWrapper) -> Iterator[None]:
    limits = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = limits


def _wait_for_lock(connection: BaseDatabaseWrapper) -> None:
    """Lets one process migrate at a time; it is over with the connection.

    Asks again and again: who waits inside a statement would keep CREATE INDEX CONCURRENTLY
    of the holder waiting in turn.
    """
    give_up = time.monotonic() + LOCK_TIMEOUT_S
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            if cursor.fetchone() == (True,):
                return
            if time.monotonic() > give_up:
                raise CommandError("Another process has been migrating for ten minutes.")
            time.sleep(0.2)
