"""The main navigation of one member."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from config.access import role_may
from partnerships.registries import Tab, nav_items, tabs


def navigation(request: Any) -> list[dict[str, Any]]:
    """Entries that the member may open, in order; the current one is the longest match, none where
    the address leads nowhere."""
    slug, role = request.convener.slug, request.membership.role
    entries = [
        {"label": item.label, "url": reverse(item.url_name, args=[slug]), "current": False}
        for item in sorted(nav_items, key=lambda item: item.order)
        if role_may(role, item.permission) and item.shown(request.convener)
    ]
    matching = [entry for entry in entries if request.path.startswith(str(entry["url"]))]
    if matching and request.resolver_match:
        max(matching, key=lambda entry: len(str(entry["url"])))["current"] = True
    return entries


def workspace_urls(convener_slug: str, partnerships: Iterable[Any]) -> dict[UUID, str]:
    """The address of each partnership's workspace, by id; the pattern is looked up once."""
    view, end = "partnerships:partnership-detail", "a/"
    stem = reverse(view, args=[convener_slug, "a"]).removesuffix(end)
    return {one.pk: f"{stem}{one.slug}/" for one in partnerships}


def workspace_tabs(request: Any, partnership: Any, current: str) -> list[dict[str, Any]]:
    """Section tabs of a partnership's workspace that the member may open."""
    args = [request.convener.slug, partnership.slug]

    def entry(tab: Tab) -> dict[str, Any]:
        url = reverse(tab.url_name, args=args)
        return {"label": tab.label, "url": url, "current": tab.key == current}

    return [
        entry(tab)
        for tab in sorted(tabs, key=lambda tab: tab.order)
        if role_may(request.membership.role, tab.permission)
    ]
