import re
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from core.problems import ProblemError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_ID = 2**53 - 1  # the greatest integer that every JSON parser keeps exact

# By pydantic's type of error. What is not listed keeps pydantic's own words.
_MESSAGES = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "missing": "is required",
    "model_type": "must be an object",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "string_too_long": "must have a length of at most {max_length}",
    "string_too_short": "must have a length of at least {min_length}",
    "string_type": "must be a string",
    "string_unicode": "must be valid Unicode",
    "too_long": "must have a length of at most {max_length}",
}


class Input(BaseModel):
    """What clients send. Another model that is invalid is an error of the server."""

    @classmethod
    def parse(cls, given: object) -> Self:
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            raise ProblemError(422, errors=[_field_error(each) for each in errors]) from None


def _field_error(details: ErrorDetails) -> dict[str, str]:
    template = _MESSAGES.get(details["type"])
    return {
        "field": ".".join(str(part) for part in details["loc"]) or "body",
        "message": template.format_map(details.get("ctx", {})) if template else details["msg"],
    }


def _integer(text: str) -> int:
    # int() would also take " 5", "1_0" and the digits of other scripts.
    if not re.fullmatch(r"-?[0-9]{1,19}", text, re.ASCII):
        raise PydanticCustomError("integer", "must be an integer")
    return int(text)


type Integer = Annotated[int, BeforeValidator(_integer)]


class PageQuery(Input):
    limit: Annotated[Integer, Field(ge=1, le=100)] = 20
    after: Annotated[Integer, Field(ge=0, le=MAX_ID)] = 0
