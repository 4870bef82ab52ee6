"""A form that was sent after the session had ended: kept through signing in, and offered again.

Kept in the new web session, for an hour, for the address that it was sent to. Nothing is sent by
itself: the person reads what was typed and decides.
"""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render

KEY = "kept_form"
KEPT_SECONDS = 3600
#: Signs of all names and values together; what is longer is no form that somebody typed.
LONGEST = 60_000
#: The field of the button that throws it away.
LEAVE = "leave_kept_form"


def _nothing(*_: Any) -> HttpResponse:
    return HttpResponse()


_csrf = CsrfViewMiddleware(_nothing)


def keep(request: Any) -> None:
    """Keeps the fields of a form of ours that somebody sent without being signed in."""
    if request.method != "POST" or _csrf.process_view(request, _nothing, (), {}) is not None:
        return
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    if sum(len(name) + len(value) for name, value in fields) <= LONGEST:
        kept = {"path": request.get_full_path(), "fields": fields, "at": time.time()}
        request.session[KEY] = kept


def offered(request: Any) -> HttpResponse | None:
    """The page that offers what was kept for this address; None where the view answers itself."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.get_full_path():
        return None
    if request.method == "POST":
        del request.session[KEY]
        return redirect(f"/c/{request.convener.slug}/") if LEAVE in request.POST else None
    if request.method != "GET" or time.time() - kept["at"] > KEPT_SECONDS:
        return None
    return _page(request, kept["fields"])


def _page(request: HttpRequest, fields: list[tuple[str, str]]) -> HttpResponse:
    typed = [value for _, value in fields if len(value) > 1 and not _is_key(value)]
    context = {"fields": fields, "typed": typed, "leave": LEAVE}
    return render(request, "kept_form.html", context)


def _is_key(value: str) -> bool:
    """Whether nobody typed it: a hash or a key of a row."""
    return " " not in value and len(value) >= 32
