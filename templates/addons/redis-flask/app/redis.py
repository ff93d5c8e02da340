"""Redis: what replicas share. The app works on without it: only what needs it answers 503."""

import logging
import os
from typing import TYPE_CHECKING, cast

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from app.problems import one_line, problem

if TYPE_CHECKING:
    from flask import Flask, Response

TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


def url() -> str:
    return os.environ.get("REDIS_URL") or "redis://redis:6379/0"


def init_app(app: Flask) -> None:
    app.extensions["redis"] = Redis.from_url(
        url(),
        socket_connect_timeout=TIMEOUT_S,
        socket_timeout=TIMEOUT_S,
        # A connection that broke while nobody used it is no reason to fail.
        retry=Retry(NoBackoff(), retries=1, supported_errors=(RedisConnectionError,)),
    )
    app.register_error_handler(RedisError, _redis_error)


def client() -> Redis:
    """The current app's Redis. Nothing is connected before the first use."""
    return cast("Redis", current_app.extensions["redis"])


def queue_on(connection: Redis) -> Queue:
    # JSON, not pickle: whoever can write into Redis must not be able to run code here.
    return Queue("imports", connection=connection, serializer=JSONSerializer)


def _redis_error(error: RedisError) -> Response:
    logger.warning("Redis unavailable: %s", one_line(error))
    response = problem(503, "Redis does not answer.")
    response.headers["Retry-After"] = "1"
    return response
