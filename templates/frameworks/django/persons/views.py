from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View

from core.body import read_json
from core.schemas import PageQuery
from persons.models import Email, Person
from persons.schemas import PersonInput, PersonOutput, PersonPage

if TYPE_CHECKING:
    from pydantic import BaseModel


def _json(output: BaseModel, status: int = 200) -> HttpResponse:
    return HttpResponse(output.model_dump_json(), "application/json", status)


class PersonList(View):
    http_method_names = ("get", "head", "post")

    def get(self, request: HttpRequest) -> HttpResponse:
        page = PageQuery.parse(request.GET.dict())
        query = Person.objects.filter(pk__gt=page.after).order_by("pk").prefetch_related("emails")
        # One more than asked for tells whether there is a next page.
        found = list(query[: page.limit + 1])
        persons = found[: page.limit]
        has_more = len(found) > page.limit
        return _json(
            PersonPage(
                items=[PersonOutput.of(person) for person in persons],
                next=persons[-1].pk if has_more else None,
            )
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        given = PersonInput.parse(read_json(request))
        with transaction.atomic():
            person = Person.objects.create(name=given.name)
            Email.objects.bulk_create(
                Email(person=person, address=address) for address in given.emails
            )
            output = PersonOutput.of(person)
        response = _json(output, 201)
        response.headers["Location"] = reverse("persons:detail", args=[person.pk])
        return response


class PersonDetail(View):
    http_method_names = ("get", "head", "delete")

    def get(self, _request: HttpRequest, person_id: int) -> HttpResponse:
        persons = Person.objects.prefetch_related("emails")
        return _json(PersonOutput.of(get_object_or_404(persons, pk=person_id)))

    def delete(self, _request: HttpRequest, person_id: int) -> HttpResponse:
        _, deleted = Person.objects.filter(pk=person_id).delete()
        if not deleted.get("persons.Person"):
            raise Http404
        response = HttpResponse(status=204)
        del response.headers["Content-Type"]  # of no content
        return response
