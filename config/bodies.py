"""How large a request may be: only `/verify/` takes a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

LARGEST_FILE = 25 * 1024 * 1024
#: The form around the file: the boundary, the code, the token.
AROUND_A_FILE = 64 * 1024
LARGEST_FILE_BODY = LARGEST_FILE + AROUND_A_FILE
#: Every other page: what Django itself takes of a form without files.
LARGEST_BODY = 2_621_440
FILE_PATHS = ("/verify/",)


class BodyLimitMiddleware:
    """Answers 413 before anything of a larger body is read.

    Django limits what a form holds in memory, not the files beside it: those go to the disk of
    the server, from anybody and for any address. A body whose length is not said is not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        largest = LARGEST_FILE_BODY if request.path_info in FILE_PATHS else LARGEST_BODY
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > largest:
            words = f"A request to this address holds at most {largest} bytes."
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
