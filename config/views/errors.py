"""The pages for what went wrong; each says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

from config.access import open_door


def _answer(request: HttpRequest, status: int, words: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    return render(request, f"{status}.html", {"words": words}, status=status)


@open_door("error page")
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _answer(request, 400, "The request could not be read.")


@open_door("error page")
def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403, naming what the person's role does not allow."""
    return _answer(request, 403, str(exception or "Your role does not allow this."))


@open_door("error page")
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404, the same for what does not exist and what is another convener's."""
    return _answer(request, 404, "There is no such page.")


@open_door("error page")
def server_error(request: HttpRequest) -> HttpResponse:
    """500; uses neither the database nor a context processor."""
    return HttpResponse(get_template("500.html").render({}), status=500)


class OnlyByButton:
    """Says in words why an address that only takes a form cannot be opened; Django's own answer
    is an empty page. The `Allow` header stays, and so does every answer that has a body or to
    a verb that no person's browser sends."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        answer = self.get_response(request)
        is_bare = isinstance(answer, HttpResponseNotAllowed) and not answer.content
        if not is_bare or request.method not in ("GET", "POST"):
            return answer
        page = _answer(request, 405, "This address cannot be used in this way.")
        page.headers["Allow"] = answer.headers["Allow"]
        return page
