"""Reading partnerships for pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from partnerships.models import Partnership
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.navigation import workspace_tabs


def partnership_or_404(request: Any, slug: str) -> Partnership:
    """The partnership of that slug if the acting member may see it; otherwise Http404."""
    return get_object_or_404(
        visible_partnerships(request.membership).select_related("region", "leader"), slug=slug
    )


def workspace_context(request: Any, partnership: Partnership, tab: str) -> dict[str, Any]:
    """What every page of a workspace needs: the partnership, its tabs, the breadcrumb."""
    slug = request.convener.slug
    crumbs = [
        {"label": "Partnerships", "url": reverse("partnerships:partnership-list", args=[slug])}
    ]
    if tab != "overview":
        overview = reverse("partnerships:partnership-detail", args=[slug, partnership.slug])
        crumbs.append({"label": partnership.name, "url": overview})
    return {
        "partnership": partnership,
        "tabs": workspace_tabs(request, partnership, tab),
        "breadcrumbs": crumbs,
    }


def lead_sentence(partnership: Partnership) -> str:
    """`Regional, planning, South Central. Led by …`."""
    return (
        f"{partnership.get_level_display()}, {partnership.get_phase_display().lower()}, "
        f"{partnership.region.name}. {partnership.pathway}. Led by {partnership.lead_entity}."
    )


def settings_crumbs(request: Any) -> list[dict[str, str]]:
    """The breadcrumb of a page under Settings."""
    url = reverse("partnerships:settings", args=[request.convener.slug])
    return [{"label": "Settings", "url": url}]
