"""The product's addresses and the floor."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.access import open_door


@open_door("the floor of the benchmark: session and user, nothing else")
def floor(request: HttpRequest) -> HttpResponse:
    """Loads the session and the user and answers with a few bytes."""
    return HttpResponse(request.user.pk)


urlpatterns = [path("floor/", floor), path("", include("config.urls"))]
