from typing import TYPE_CHECKING, Any, override

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

if TYPE_CHECKING:
    from psycopg.abc import PQGen

# A request for persons is answered inside 5 s, whatever the database does.
POOL_TIMEOUT_S = 1.5
STATEMENT_TIMEOUT_S = 2
CONNECT_TIMEOUT_S = 2  # less is not possible in libpq


class Connection(psycopg.Connection[TupleRow]):
    """A connection of the pool.

    It gives up a server that says nothing at all: the server keeps statement_timeout itself,
    but not when it is frozen or cut off, and psycopg would then wait for ever.
    And when it is lost it takes the idle ones along, which were lost in the same restart.
    """

    patience_s = STATEMENT_TIMEOUT_S + 0.5

    @override
    def wait[T](self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, self.patience_s if timeout is None else timeout)
        except psycopg.OperationalError as error:
            # What the server says has an SQLSTATE, and a lost connection is closed.
            is_silent = timeout is None and error.sqlstate is None and not self.closed
            if is_silent:
                self.pgconn.finish()
            if self.closed and isinstance(self._pool, ConnectionPool):
                self._pool.drain()
            if is_silent:
                raise psycopg.OperationalError("the database does not answer") from None
            raise


def options(pool_size: int) -> dict[str, Any]:
    """OPTIONS of a database whose connections serve requests: nothing takes long on them."""
    return {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT_S}s",
        "pool": {
            "connection_class": Connection,
            "min_size": 0,
            "max_size": pool_size,
            "timeout": POOL_TIMEOUT_S,
            # The next request tries again, and need not wait for a backoff.
            "reconnect_timeout": 0,
        },
    }
