from pathlib import Path

from flask import Blueprint, Response, send_from_directory

PUBLIC = Path(__file__).resolve().parent.parent / "public"

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def welcome() -> Response:
    return send_from_directory(PUBLIC, "index.html")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    return send_from_directory(PUBLIC, "openapi.json")


@blueprint.get("/static/<path:filename>")
def static(filename: str) -> Response:
    return send_from_directory(PUBLIC, filename)
