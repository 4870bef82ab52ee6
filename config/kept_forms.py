"""A form that was sent after the session had ended: kept through signing in, and offered again.

Kept in the new web session, for an hour, for the address that it was sent to and for the person
who had it open: a cookie tells who that was, as a hash. Nothing is sent by itself: the person reads
what was typed and decides to send it, or to look at it in its form again.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac

from config.forms import REVIEW, words_typed

KEY = "kept_form"
KEPT_SECONDS = 3600
#: Signs of all names and values together; what is longer is no form that somebody typed.
LONGEST = 60_000
#: The field of the button that throws it away.
LEAVE = "leave_kept_form"
#: The cookie that says, as a hash, whose forms are open in this browser; it outlives a session.
TYPIST, TYPIST_SECONDS = "typist", 24 * 3600


def _nothing(*_: Any) -> HttpResponse:
    return HttpResponse()


_csrf = CsrfViewMiddleware(_nothing)


def remember_typist(request: Any, response: HttpResponseBase) -> None:
    """Notes in the browser who is signed in, so that nobody else is shown what they type."""
    if request.COOKIES.get(TYPIST) != _typist(request):
        response.set_cookie(
            TYPIST,
            _typist(request),
            max_age=TYPIST_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _typist(request: Any) -> str:
    return salted_hmac("config.kept_forms", str(request.user.pk), algorithm="sha256").hexdigest()


def keep(request: Any) -> None:
    """Keeps the fields of a form of ours that somebody sent without being signed in."""
    typist = request.COOKIES.get(TYPIST, "")
    if request.method != "POST" or not typist:
        return
    if _csrf.process_view(request, _nothing, (), {}) is not None:
        return
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    if sum(len(name) + len(value) for name, value in fields) <= LONGEST:
        kept = {"path": request.get_full_path(), "fields": fields, "at": time.time()}
        request.session[KEY] = kept | {"typist": typist}


def offered(request: Any) -> HttpResponse | None:
    """The page that offers what was kept for this address; None where the view answers itself."""
    kept = request.session.get(KEY)
    if kept and not constant_time_compare(kept.get("typist", ""), _typist(request)):
        del request.session[KEY]
        return None
    if not kept or kept["path"] != request.get_full_path():
        return None
    if request.method == "POST":
        del request.session[KEY]
        return redirect(f"/c/{request.convener.slug}/") if LEAVE in request.POST else None
    if request.method != "GET" or time.time() - kept["at"] > KEPT_SECONDS:
        return None
    return _page(request, kept["fields"])


def is_review(request: Any) -> bool:
    """Whether a kept form is only to be looked at again: whatever the view does is undone."""
    return request.method == "POST" and REVIEW in request.POST


def reviewed(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """The view's answer; its own page anew where there was no form to show again."""
    is_done = is_review(request) and 300 <= response.status_code < 400
    return redirect(request.get_full_path()) if is_done else response


def _page(request: HttpRequest, fields: list[tuple[str, str]]) -> HttpResponse:
    typed = words_typed(fields)
    context = {"fields": fields, "typed": typed, "review": REVIEW}
    return render(request, "kept_form.html", context)
