from django.urls import include, path

from core import health, pages, visits

urlpatterns = [
    path("", pages.welcome),
    path("openapi.json", pages.openapi),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("visits", visits.count_visit),
    path("", include("persons.urls")),
]

handler500 = "core.problems.internal_error"
