import asyncio
from typing import TYPE_CHECKING, Annotated, Any, override

import psycopg
from fastapi import Depends, Request
from psycopg.rows import TupleRow
from psycopg.waiting import wait_async
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg.abc import PQGen
    from sqlalchemy import PoolProxiedConnection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from app.settings import Settings

# All that a request does with the database, waiting for a connection included. Waiting holds up
# nobody else, so a burst may take that long before it counts as an outage.
SESSION_TIMEOUT_S = 4.0
STATEMENT_TIMEOUT_S = 3.0
CONNECT_TIMEOUT_S = 2.0
PING_TIMEOUT_S = 1.0


class SessionTimeoutError(Exception):
    """What a request does with its session takes too long."""


class Connection(psycopg.AsyncConnection[TupleRow]):
    """Gives up a server that says nothing at all.

    The server keeps statement_timeout itself, but not when it is frozen or cut off. psycopg would
    then wait for ever, and after a cancellation for ten more seconds.
    """

    patience_s = STATEMENT_TIMEOUT_S + 0.5

    @override
    async def wait[T](
        self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        try:
            async with asyncio.timeout(self.patience_s if timeout is None else None):
                return await wait_async(gen, self.pgconn.socket, interval, timeout)
        except TimeoutError:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database does not answer") from None
        except asyncio.CancelledError:
            self.pgconn.finish()
            raise


def connection_parameters(settings: Settings) -> dict[str, Any]:
    """What libpq does not read from the environment. Never a URL: a password is no URL's part."""
    parameters: dict[str, Any] = {"client_encoding": "utf8"}
    if settings.db_password is not None:
        parameters["password"] = settings.db_password.get_secret_value()
    return parameters


class Database:
    """The pool of this process. Nothing is connected before the first use."""

    def __init__(self, settings: Settings) -> None:
        self._parameters = connection_parameters(settings) | {
            "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_S:.0f}s"
        }
        self.engine = create_async_engine(
            "postgresql+psycopg://",
            async_creator=self._connect,
            pool_size=settings.db_pool_size,
            max_overflow=0,
            pool_timeout=SESSION_TIMEOUT_S,
            pool_pre_ping=True,
            pool_use_lifo=True,
        )
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self.engine.sync_engine, "checkin", _expect_ping)
        event.listen(self.engine.sync_engine, "checkout", _expect_statements)

    async def _connect(self) -> Connection:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                return await Connection.connect(**self._parameters)
        except TimeoutError:
            raise psycopg.OperationalError("the database takes no connection") from None


def _expect_ping(connection: DBAPIConnection | None, _: ConnectionPoolEntry) -> None:
    if connection is not None:
        connection.driver_connection.patience_s = PING_TIMEOUT_S


def _expect_statements(
    connection: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection
) -> None:
    connection.driver_connection.patience_s = Connection.patience_s


async def get_database(request: Request) -> Database:
    """The database of the app that serves the request."""
    database: Database = request.app.state.database
    return database


type DatabaseDep = Annotated[Database, Depends(get_database)]


async def get_session(database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    """A session for one request. The limit is for the whole use of it, whatever else is awaited
    meanwhile included: SessionTimeoutError ends the request then.
    """
    limit = asyncio.timeout(SESSION_TIMEOUT_S)
    try:
        async with limit, database.sessions() as session:
            yield session
    except TimeoutError:
        if not limit.expired():
            raise  # the route's own
        raise SessionTimeoutError("no answer in time") from None


# Over, and its connection back in the pool, before the answer is sent.
type SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
