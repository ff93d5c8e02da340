from contextlib import asynccontextmanager
from logging.config import dictConfig
from typing import TYPE_CHECKING

from fastapi import FastAPI

from app.database import Database
from app.logs import log_config
from app.middleware import RequestLogMiddleware, SecurityHeadersMiddleware
from app.problems import add_problem_handlers
from app.routers import health, pages, persons
from app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = Settings() if settings is None else settings
    dictConfig(log_config(settings.log_format))
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await database.engine.dispose()

    # The contract is public/openapi.json: describe a new route there, by hand. FastAPI's own
    # schema and its /docs are off. To have them, give it another openapi_url, and allow what the
    # page loads in the Content-Security-Policy of app/middleware.py.
    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.state.database = database
    # The one added last is the outermost.
    app.add_middleware(RequestLogMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    add_problem_handlers(app)
    app.include_router(pages.router)
    app.include_router(health.router)
    app.include_router(persons.router)
    return app
