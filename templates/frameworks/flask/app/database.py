from threading import Lock
from typing import TYPE_CHECKING, Any, cast, override

import psycopg
from flask import current_app
from psycopg.rows import TupleRow
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session, sessionmaker

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from sqlalchemy import ExceptionContext

    from app.config import Config

# A request for persons is answered inside 5 s, whatever the database does:
# the first four follow one another at worst, but the last only after a good connection.
POOL_TIMEOUT_S = 1.5
PING_TIMEOUT_S = 1.0
CONNECT_TIMEOUT_S = 2  # less is not possible in libpq
STATEMENT_TIMEOUT_S = 3.0
TURN_TIMEOUT_S = 0.25


class Connection(psycopg.Connection[TupleRow]):
    """Gives up a server that says nothing at all.

    The server keeps statement_timeout itself, but not when it is frozen or cut off,
    and psycopg would then wait for ever.
    """

    patience_s = STATEMENT_TIMEOUT_S + 0.5

    @override
    def wait[T](self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience_s)
        except psycopg.OperationalError as error:
            # What the server says has an SQLSTATE, and a lost connection is closed.
            if error.sqlstate is not None or self.closed:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError("the database does not answer") from None


def connection_parameters(config: Config) -> dict[str, Any]:
    """What libpq does not read from the environment. Never a URL: a password is no URL's part."""
    parameters: dict[str, Any] = {
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_TIMEOUT_S,
    }
    if config.db_password is not None:
        parameters["password"] = config.db_password
    return parameters


class Database:
    """The pool of this process. Nothing is connected before the first use.

    While the database is away, one request at a time waits for it. The others fail soon, and
    so leave threads for those that need no database. The first answer ends that.
    """

    def __init__(self, config: Config) -> None:
        self._parameters = connection_parameters(config) | {
            "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_S:.0f}s"
        }
        self._is_away = False
        self._turn = Lock()
        self.engine = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            pool_size=config.db_pool_size,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT_S,
            pool_pre_ping=True,
            pool_use_lifo=True,
        )
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self.engine, "checkin", _expect_ping)
        event.listen(self.engine, "checkout", _expect_statements)
        event.listen(self.engine, "handle_error", self._note_failed_ping)

    def session(self) -> Session:
        self.fail_if_away()
        return self.sessions()

    def fail_if_away(self) -> None:
        """Raises psycopg.OperationalError while another request waits for the database."""
        if self._is_away:
            self._take_turn()
            self._turn.release()

    def _take_turn(self) -> None:
        if not self._turn.acquire(timeout=TURN_TIMEOUT_S):
            raise psycopg.OperationalError("the database is away, another request waits for it")

    def _connect(self) -> Connection:
        if self._is_away:
            self._take_turn()
            try:
                if self._is_away:
                    return self._try_to_connect()
            finally:
                self._turn.release()
        return self._try_to_connect()

    def _try_to_connect(self) -> Connection:
        try:
            connection = Connection.connect(**self._parameters)
        except psycopg.Error:
            self._is_away = True
            raise
        self._is_away = False
        return connection

    def _note_failed_ping(self, context: ExceptionContext) -> None:
        # The pool connects anew then, which tells whether it was that connection only.
        if context.is_pre_ping:
            self._is_away = True


def _expect_ping(connection: Connection | None, *_: object) -> None:
    if connection is not None:
        connection.patience_s = PING_TIMEOUT_S


def _expect_statements(connection: Connection, *_: object) -> None:
    connection.patience_s = Connection.patience_s


def database() -> Database:
    """The current app's database."""
    return cast("Database", current_app.extensions["database"])


def session() -> Session:
    """A session of the current app's database, for one `with`."""
    return database().session()
