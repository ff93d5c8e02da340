import time
from logging.config import dictConfig
from typing import TYPE_CHECKING

import psycopg
from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.database import connection_parameters
from app.logs import log_config
from app.models import Base
from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Any number does, as long as all replicas use the same.
LOCK_KEY = 4243
LOCK_TIMEOUT_S = 600


def wait_for_lock(connection: Connection) -> None:
    """Lets one process migrate at a time; it is over with the connection.

    Asks again and again: who waits inside a statement would keep CREATE INDEX CONCURRENTLY
    of the holder waiting in turn.
    """
    give_up = time.monotonic() + LOCK_TIMEOUT_S
    lock = text("SELECT pg_try_advisory_lock(:key)")
    while not connection.execute(lock, {"key": LOCK_KEY}).scalar_one():
        connection.rollback()
        if time.monotonic() > give_up:
            raise TimeoutError("Another process has been migrating for ten minutes.")
        time.sleep(0.2)
    connection.commit()


def run_migrations() -> None:
    settings = Settings()
    dictConfig(log_config(settings.log_format))
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(connect_timeout=10, **connection_parameters(settings)),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        wait_for_lock(connection)
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    run_migrations()
