"""What a request says about the device it comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.links import new_token
from config.text import printable

#: Marks the device on which a person began to act; says nothing about the person.
COOKIE = "device"
COOKIE_DAYS = 90


def device_of(request: HttpRequest) -> str:
    """The device's mark, or "" before its first POST."""
    return request.COOKIES.get(COOKIE, "")[:100]


def device_or_new(request: HttpRequest) -> str:
    """The device's mark, made when there is none; `keep_device` sends it back."""
    return device_of(request) or new_token()


def keep_device(response: HttpResponse, device: str) -> HttpResponse:
    """Gives the device its mark."""
    response.set_cookie(
        COOKIE,
        device,
        max_age=COOKIE_DAYS * 24 * 3600,
        path="/sign/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def device_name(request: HttpRequest) -> str:
    """What the device calls itself, as a signature records it."""
    return printable(request.headers.get("User-Agent", ""))[:300]
