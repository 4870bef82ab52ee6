"""What every page's shell needs: whose it is, where one can go, whether the data is a sample."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """`convener`, `membership`, `nav_items`, `sample_data` and, for members, the frame of error
    pages; empty outside a convener."""
    convener = getattr(request, "convener", None)
    membership = getattr(request, "membership", None)
    shown: dict[str, Any] = {
        "convener": convener,
        "membership": membership,
        "sample_data": bool(convener and convener.is_sample),
        "is_demo": settings.DEMO,
        "nav_items": [],
    }
    if convener is not None and membership is not None:
        shown["nav_items"] = import_string(settings.NAVIGATION)(request)
        shown["error_base"] = "base.html"
    return shown
