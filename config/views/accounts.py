"""Pages of the sign-in library that the product does not offer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from config.access import open_door


@open_door("a page of the sign-in library that is not offered")
def not_offered(request: HttpRequest) -> HttpResponse:
    """Always 404. The name stays: the library's own code asks for its address."""
    raise Http404("No such page.")
