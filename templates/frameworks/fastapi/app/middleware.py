import logging
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders

from app.healthcheck import USER_AGENT
from app.problems import Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

logger = logging.getLogger(__name__)


class SecurityHeadersMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class RequestLogMiddleware:
    """Logs each request as one line, and answers 500 to one that ends in an exception."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = perf_counter()
        status: int | None = None

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception:
            if status is not None:
                raise  # too late for another answer: the server breaks the connection off
            logger.exception("%s %s failed", scope["method"], quote(scope["path"]))
            await Problem(500)(scope, receive, send_and_note)
        finally:
            _log(scope, status, perf_counter() - started)


def _log(scope: Scope, status: int | None, duration_s: float) -> None:
    # The container asks for its health every few seconds.
    if Headers(scope=scope).get("user-agent") == USER_AGENT and status == 200:  # noqa: PLR2004
        return
    fields = {
        "method": scope["method"],
        "path": quote(scope["path"]),
        "status": status,
        "duration_ms": round(duration_s * 1000, 1),
    }
    logger.info("%(method)s %(path)s %(status)s in %(duration_ms)s ms", fields, extra=fields)
