from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.staticfiles import StaticFiles

from app.routers import READ

PUBLIC = StaticFiles(directory=Path(__file__).resolve().parents[2] / "public")

router = APIRouter()


@router.api_route("/", methods=READ)
async def welcome(request: Request) -> Response:
    return await PUBLIC.get_response("index.html", request.scope)


@router.api_route("/openapi.json", methods=READ)
async def openapi(request: Request) -> Response:
    return await PUBLIC.get_response("openapi.json", request.scope)


# Not mounted: a mount would take all methods and name none of them with its 405.
@router.api_route("/static/{filename:path}", methods=READ)
async def static(filename: str, request: Request) -> Response:
    return await PUBLIC.get_response(filename, request.scope)
