import json
from typing import Never

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

MAX_BODY_BYTES = 1024 * 1024
DRAIN_BYTES = 8 * MAX_BODY_BYTES


def init_app(app: Flask) -> None:
    # One byte above the limit, since a chunked body is cut off there without an error.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    app.after_request(_drain)


def read_json() -> object:
    """The request's body as JSON; raises what is to be answered: 400, 413 or 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("The content type must be application/json.")
    body = request.get_data(cache=False)
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    try:
        return json.loads(body.decode(), parse_constant=_refuse, parse_int=_integer)
    # Deeply nested brackets end in a RecursionError.
    except ValueError, RecursionError:
        raise BadRequest("The body is not JSON.") from None


def _refuse(constant: str) -> Never:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _integer(digits: str) -> int | float:
    # Python refuses to parse more than 4,300 digits, JSON does not.
    return int(digits) if len(digits) <= 1000 else float(digits)  # noqa: PLR2004


def _drain(response: Response) -> Response:
    """Reads what is left of a refused body. Clients that are still sending would miss the
    answer otherwise, and gunicorn would close the connection without having said so.
    """
    if request.environ.get("wsgi.input_terminated"):
        left = DRAIN_BYTES
        try:
            while left > 0 and (piece := request.environ["wsgi.input"].read(65536)):
                left -= len(piece)
        except OSError:  # the client is gone, or its chunks are none
            pass
    return response
