"""Redis: what replicas share. The app works on without it: only what needs it answers 503."""

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.problems import Problem, one_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

# All that a request does with Redis, connecting and looking up its address included.
TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


class RedisSettings(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True)

    redis_url: str = "redis://redis:6379/0"


def connect_to_redis() -> Redis:
    """The pool of this process. Nothing is connected before the first use."""
    # A connection that broke while nobody used it is no reason to fail.
    return Redis.from_url(RedisSettings().redis_url, retry=Retry(NoBackoff(), retries=1))


def add_redis_problem_handler(app: FastAPI) -> None:
    app.exception_handler(RedisError)(_redis_error)


async def _redis_error(_: Request, error: RedisError) -> Problem:
    logger.warning("Redis unavailable: %s", one_line(error))
    return Problem(503, "Redis does not answer.", {"Retry-After": "1"})


async def get_redis(request: Request) -> AsyncIterator[Redis]:
    """The Redis of the app that serves the request. The limit is for the whole use of it, whatever
    else is awaited meanwhile included: RedisError ends the request then.
    """
    limit = asyncio.timeout(TIMEOUT_S)
    try:
        async with limit:
            yield request.app.state.redis
    except TimeoutError:
        if not limit.expired():
            raise  # the route's own
        raise RedisTimeoutError("no answer in time") from None


# Over before the answer is sent, so that there is still one to choose.
type RedisDep = Annotated[Redis, Depends(get_redis, scope="function")]
