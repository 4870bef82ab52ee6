"""An address without its last slash leads to the one with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """Django's own, but what was sent goes along (308): after a 301 programs ask again with GET,
    and what they wanted to store is lost with a 200."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, or the redirect in its place."""
        answer = super().process_response(request, response)
        if answer is not response and request.method not in ("GET", "HEAD"):
            answer.status_code = 308
        return answer
