"""Redis: what replicas share. The app works on without it: only what needs it answers 503."""

import logging
from typing import TYPE_CHECKING, Any

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from core.problems import one_line, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


def options() -> dict[str, Any]:
    """OPTIONS of a cache that serves requests: nothing takes long with it."""
    return {
        "socket_connect_timeout": TIMEOUT_S,
        "socket_timeout": TIMEOUT_S,
        # A connection that broke while nobody used it is no reason to fail.
        "retry": Retry(NoBackoff(), retries=1, supported_errors=(RedisConnectionError,)),
    }


class RedisProblemMiddleware:
    """Answers 503 where a view finds no Redis."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, _request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, RedisError):
            return None
        logger.warning("Redis unavailable: %s", one_line(exception))
        response = problem(503, "Redis does not answer.")
        response.headers["Retry-After"] = "1"
        return response
