"""Where a request comes from, as far as it can be known."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: What a proxy adds to the requests that it passes on.
FORWARDING_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def network_address(request: HttpRequest) -> str | None:
    """The address that a signature records and by which attempts are counted.

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


def is_on_this_machine(request: HttpRequest) -> bool:
    """Whether nobody but a person at this machine can have sent the request.

    A proxy on the same machine also connects from the loopback address, for the whole world.
    """
    is_loopback = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    return is_loopback and not any(name in request.headers for name in FORWARDING_HEADERS)
