from typing import TYPE_CHECKING, Annotated

from flask import Blueprint
from pydantic import Field
from rq import Retry

from app.body import read_json
from app.jobs import add_persons
from app.redis import client, queue_on
from app.schemas import Input, Name

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

RETRY_AFTER_S = [1, 5, 30, 120, 600]

blueprint = Blueprint("imports", __name__)


class ImportInput(Input):
    names: Annotated[list[Name], Field(min_length=1, max_length=100)]


@blueprint.post("/imports")
def import_persons() -> ResponseReturnValue:
    """Leaves the work to the queue, so that the answer need not wait for it."""
    given = ImportInput.parse(read_json())
    retry = Retry(max=len(RETRY_AFTER_S), interval=RETRY_AFTER_S)
    job = queue_on(client()).enqueue(add_persons, given.names, retry=retry)
    return {"job": job.id}, 202
