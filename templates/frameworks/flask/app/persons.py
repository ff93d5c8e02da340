from typing import TYPE_CHECKING, override

from flask import Blueprint, Response, request
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from app.body import read_json
from app.database import session
from app.models import Email, Person
from app.schemas import PageQuery, PersonInput, PersonOutput, PersonPage

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("persons", __name__, url_prefix="/persons")


class PersonId(BaseConverter):
    """An id as it can be in a path. What is none, is an unknown path."""

    regex = "[1-9][0-9]{0,15}"  # 2**53 has sixteen digits

    @override
    def to_python(self, value: str) -> int:
        return int(value)


@blueprint.record
def _add_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["person_id"] = PersonId


@blueprint.get("")
def list_persons() -> ResponseReturnValue:
    page = PageQuery.parse(request.args.to_dict())
    query = (
        select(Person)
        .where(Person.id > page.after)
        .order_by(Person.id)
        .limit(page.limit + 1)
        .options(selectinload(Person.emails))
    )
    with session() as db:
        found = db.scalars(query).all()
    # One more than asked for tells whether there is a next page.
    persons = found[: page.limit]
    has_more = len(found) > page.limit
    output = PersonPage(
        items=[PersonOutput.of(person) for person in persons],
        next=persons[-1].id if has_more else None,
    )
    return output.model_dump(mode="json")


@blueprint.post("")
def add_person() -> ResponseReturnValue:
    given = PersonInput.parse(read_json())
    person = Person(name=given.name, emails=[Email(address=address) for address in given.emails])
    with session() as db, db.begin():
        db.add(person)
        db.flush()
        output = PersonOutput.of(person)
    headers = {"Location": f"/persons/{output.id}"}
    return output.model_dump(mode="json"), 201, headers


@blueprint.get("/<person_id:person_id>")
def get_person(person_id: int) -> ResponseReturnValue:
    with session() as db:
        person = db.get(Person, person_id, options=[selectinload(Person.emails)])
    if person is None:
        raise NotFound
    return PersonOutput.of(person).model_dump(mode="json")


@blueprint.delete("/<person_id:person_id>")
def delete_person(person_id: int) -> ResponseReturnValue:
    with session() as db, db.begin():
        deleted = db.scalar(delete(Person).where(Person.id == person_id).returning(Person.id))
    if deleted is None:
        raise NotFound
    response = Response(status=204)
    del response.headers["Content-Type"]  # of no content
    return response
