from flask import Blueprint

from app.redis import client

blueprint = Blueprint("visits", __name__)


@blueprint.post("/visits")
def count_visit() -> dict[str, int]:
    """Counts one visit, whichever replica it comes to."""
    return {"visits": int(client().incr("visits"))}
