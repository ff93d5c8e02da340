from typing import Annotated, override

from fastapi import APIRouter, HTTPException, Query, Response
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload
from starlette.convertors import Convertor, register_url_convertor

from app.body import JSONRoute
from app.database import SessionDep
from app.models import Email, Person
from app.routers import READ
from app.schemas import PageQuery, PersonInput, PersonOutput, PersonPage


class PersonId(Convertor[int]):
    """An id as it can be in a path. What is none, is an unknown path."""

    regex = "[1-9][0-9]{0,15}"  # 2**53 has sixteen digits

    @override
    def convert(self, value: str) -> int:
        return int(value)

    @override
    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("person_id", PersonId())

router = APIRouter(prefix="/persons", route_class=JSONRoute)


@router.api_route("", methods=READ)
async def list_persons(page: Annotated[PageQuery, Query()], session: SessionDep) -> PersonPage:
    query = (
        select(Person)
        .where(Person.id > page.after)
        .order_by(Person.id)
        .limit(page.limit + 1)
        .options(selectinload(Person.emails))
    )
    found = (await session.scalars(query)).all()
    # One more than asked for tells whether there is a next page.
    persons = found[: page.limit]
    has_more = len(found) > page.limit
    return PersonPage(
        items=[PersonOutput.of(person) for person in persons],
        next=persons[-1].id if has_more else None,
    )


@router.post("", status_code=201)
async def add_person(given: PersonInput, session: SessionDep, response: Response) -> PersonOutput:
    person = Person(name=given.name, emails=[Email(address=address) for address in given.emails])
    session.add(person)
    await session.commit()
    response.headers["Location"] = f"/persons/{person.id}"
    return PersonOutput.of(person)


@router.api_route("/{person_id:person_id}", methods=READ)
async def get_person(person_id: int, session: SessionDep) -> PersonOutput:
    person = await session.get(Person, person_id, options=[selectinload(Person.emails)])
    if person is None:
        raise HTTPException(404)
    return PersonOutput.of(person)


@router.delete("/{person_id:person_id}", status_code=204)
async def delete_person(person_id: int, session: SessionDep) -> None:
    query = delete(Person).where(Person.id == person_id).returning(Person.id)
    deleted = await session.scalar(query)
    await session.commit()
    if deleted is None:
        raise HTTPException(404)
