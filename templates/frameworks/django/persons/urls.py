from django.urls import path, register_converter

from persons import views


class PersonId:
    """An id as it can be in a path. What is none, is an unknown path."""

    regex = "[1-9][0-9]{0,15}"  # 2**53 has sixteen digits

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(PersonId, "person_id")

app_name = "persons"
urlpatterns = [
    path("persons", views.PersonList.as_view(), name="list"),
    path("persons/<person_id:person_id>", views.PersonDetail.as_view(), name="detail"),
]
