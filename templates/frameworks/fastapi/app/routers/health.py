import asyncio
import logging

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.database import Database, DatabaseDep
from app.problems import database_unavailable, one_line
from app.routers import READ

READY_TIMEOUT_S = 1.5

router = APIRouter()
logger = logging.getLogger(__name__)


@router.api_route("/healthz", methods=READ)
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.api_route("/readyz", methods=READ, response_model=None)
async def readyz(database: DatabaseDep) -> dict[str, str] | Response:
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            return {"status": "ok", "postgres": await _version(database)}
    except (SQLAlchemyError, TimeoutError) as error:
        logger.warning("not ready: %s", one_line(error) or "no answer in time")
        return database_unavailable()


async def _version(database: Database) -> str:
    """The number in server_version."""
    async with database.engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version"))
    return str(version).split(" ", 1)[0]
