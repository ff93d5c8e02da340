import logging
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING

import psycopg
from flask import Blueprint, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.problems import database_unavailable, one_line

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState

    from app.database import Database

READY_TIMEOUT_S = 1.5

blueprint = Blueprint("health", __name__)
logger = logging.getLogger(__name__)


class Probe:
    """Asks the database for its version in a thread of its own.

    Only so is the time bounded: nothing ends a look-up of the host's name early. Those who ask
    while a question is open wait for the same answer, so there is never a second thread.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._open: Future[str] | None = None

    def version(self, timeout_s: float) -> str:
        """The number in server_version. Raises psycopg.Error, SQLAlchemyError or TimeoutError."""
        with self._lock:
            answer = self._open
            if answer is None or answer.done():
                answer = self._open = Future()
                Thread(target=self._ask, args=[answer], daemon=True, name="probe").start()
        return answer.result(timeout_s)

    def _ask(self, answer: Future[str]) -> None:
        try:
            self._database.fail_if_away()
            with self._database.engine.connect() as connection:
                version = connection.scalar(text("SHOW server_version"))
            answer.set_result(str(version).split(" ", 1)[0])
        except Exception as error:  # noqa: BLE001 (it is raised by whoever waits)
            answer.set_exception(error)


@blueprint.record
def _add_probe(state: BlueprintSetupState) -> None:
    state.app.extensions["probe"] = Probe(state.app.extensions["database"])


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> dict[str, str] | Response:
    probe: Probe = current_app.extensions["probe"]
    try:
        return {"status": "ok", "postgres": probe.version(READY_TIMEOUT_S)}
    except (psycopg.Error, SQLAlchemyError, TimeoutError) as error:
        logger.warning("not ready: %s", one_line(error) or "no answer in time")
        return database_unavailable()
