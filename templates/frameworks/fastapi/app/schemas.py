import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from app.models import Person

MAX_ID = 2**53 - 1  # the greatest integer that every JSON parser keeps exact


def _without_nul(text: str) -> str:
    if "\0" in text:  # Postgres cannot store it
        raise PydanticCustomError("nul", "must not contain a NUL character")
    return text


def _with_one_at(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise PydanticCustomError(
            "address", "must have one @ with something before and after it, and no spaces"
        )
    return text


def _without_duplicates(items: list[str]) -> list[str]:
    if len(set(items)) != len(items):
        raise PydanticCustomError("duplicate", "must not contain the same address twice")
    return items


def _integer(value: object) -> object:
    # int() would also take " 5", "1_0" and the digits of other scripts.
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,19}", value):
        raise PydanticCustomError("integer", "must be an integer")
    return value


type Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_without_nul),
]
type Address = Annotated[
    str,
    StringConstraints(min_length=3, max_length=254),
    AfterValidator(_with_one_at),
    AfterValidator(_without_nul),
]
type Integer = Annotated[int, BeforeValidator(_integer)]


class PersonInput(BaseModel):
    name: Name
    emails: Annotated[list[Address], Field(max_length=10), AfterValidator(_without_duplicates)] = []


class PageQuery(BaseModel):
    limit: Annotated[Integer, Field(ge=1, le=100)] = 20
    after: Annotated[Integer, Field(ge=0, le=MAX_ID)] = 0


class PersonOutput(BaseModel):
    id: int
    name: str
    emails: list[str]
    created_at: datetime

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(
            id=person.id,
            name=person.name,
            emails=[email.address for email in person.emails],
            created_at=person.created_at,
        )


class PersonPage(BaseModel):
    items: list[PersonOutput]
    next: int | None
