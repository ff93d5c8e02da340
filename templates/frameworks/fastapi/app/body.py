import json
from typing import TYPE_CHECKING, Any, Never, override

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from fastapi import Response

MAX_BODY_BYTES = 1024 * 1024


class JSONRequest(Request):
    """A request whose body is JSON of a limited size, or else 400, 413 or 415."""

    _body: bytes

    @override
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await self._read()
        return self._body

    async def _read(self) -> bytes:
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise HTTPException(415, "The content type must be application/json.")
        body = bytearray()
        async for chunk in self.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise HTTPException(413)
        if not body:
            raise HTTPException(400, "The body is not JSON.")
        return bytes(body)

    @override
    async def json(self) -> Any:
        body = await self.body()
        try:
            return json.loads(body.decode(), parse_constant=_refuse, parse_int=_integer)
        # Deeply nested brackets end in a RecursionError.
        except ValueError, RecursionError:
            raise HTTPException(400, "The body is not JSON.") from None


class JSONRoute(APIRoute):
    """A route that reads its body as a JSONRequest does."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        respond = super().get_route_handler()

        async def respond_to_json(request: Request) -> Response:
            return await respond(JSONRequest(request.scope, request.receive))

        return respond_to_json


def _refuse(constant: str) -> Never:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _integer(digits: str) -> int | float:
    # Python refuses to parse more than 4,300 digits, JSON does not.
    return int(digits) if len(digits) <= 1000 else float(digits)  # noqa: PLR2004
