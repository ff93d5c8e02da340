import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.schemas import Input

if TYPE_CHECKING:
    from persons.models import Person


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


class PersonInput(Input):
    name: Name
    emails: Annotated[
        list[Address],
        Field(default_factory=list, max_length=10),
        AfterValidator(_without_duplicates),
    ]


class PersonOutput(BaseModel):
    id: int
    name: str
    emails: list[str]
    created_at: datetime

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(
            id=person.pk,
            name=person.name,
            emails=[email.address for email in person.emails.all()],
            created_at=person.created_at,
        )


class PersonPage(BaseModel):
    items: list[PersonOutput]
    next: int | None
