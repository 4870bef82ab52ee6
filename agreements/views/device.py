"""What a request says about the device it comes from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.links import new_token

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


def network_address(request: HttpRequest) -> str | None:
    """The address that a signature records.

    Behind the proxy that terminates TLS (it is trusted already to say whether a request was
    secure), its own last entry of X-Forwarded-For; anything before it is the client's word.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        found = forwarded or found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None
