"""How often somebody who holds a mailed link may act: every act writes a row, some send mail."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from config.access import OpenDoor, declared_access
from config.links import token_hash

#: Far more than a person needs for one thing behind one link, however often they press.
MOST = 30
WINDOW_SECONDS = 3600


class DoorLimitMiddleware:
    """Counts the POSTs of each link on each of its pages and answers 429 past the limit.

    A door is a view that needs no membership and has a token in its address, so that a new one
    is counted without being named here. While Valkey is away each process counts by itself
    (`config.caching`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and hasattr(request, "door_key"):
            cache.delete(request.door_key)  # No such link: made-up tokens must not fill the cache.
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Stops a POST past the limit before the view, and any scope, is entered."""
        token = kwargs.get("token")
        if request.method != "POST" or token is None:
            return None
        if not isinstance(declared_access(view, request), OpenDoor):
            return None
        page = request.resolver_match.view_name
        window, passed = divmod(time.time(), WINDOW_SECONDS)
        request.door_key = f"door:{token_hash(token).hex()}:{page}:{window:.0f}"
        if count(request.door_key) <= MOST:
            return None
        return too_many(request, math.ceil(WINDOW_SECONDS - passed))


def count(key: str, seconds: int = WINDOW_SECONDS) -> int:
    """Counts one more; how many there were within so many seconds."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the key ended between the two calls, and its window with it
        return 0


def too_many(request: HttpRequest, seconds: int) -> HttpResponseBase:
    """The page that says when to go on. What was typed stays on it and can be sent from it."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "minutes": math.ceil(seconds / 60),
        "kept": kept,
        "texts": [value for _, value in kept if " " in value.strip()],
    }
    response = render(request, "door_busy.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
