"""Reading partnerships for pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.shortcuts import get_object_or_404
from django.urls import reverse

from partnerships.models import Partnership
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.navigation import workspace_tabs


def partnership_or_404(
    request: Any, slug: str, with_more: Callable[[Any], Any] = lambda found: found
) -> Partnership:
    """The partnership of that slug if the acting member may see it; otherwise Http404.

    with_more: adds to what is read, such as `with_charter`.
    """
    found = with_more(visible_partnerships(request.membership))
    return get_object_or_404(found.select_related("region", "leader"), slug=slug)


_DOCUMENTS = """(
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'kind', d.kind, 'version', d.version, 'state', d.state, 'approved_at', d.approved_at,
    'parts', CASE WHEN d.state = 'draft' THEN d.parts END) ORDER BY d.kind, d.version DESC), '[]')
FROM partnerships_charterdocument d
WHERE d.convener_id = partnerships_partnership.convener_id
  AND d.partnership_id = partnerships_partnership.id)"""
_HELPERS = """(
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'name', m.name, 'organization', m.organization_name) ORDER BY h.created_at), '[]')
FROM partnerships_delegation h
JOIN partnerships_membership m ON m.convener_id = h.convener_id AND m.id = h.membership_id
WHERE h.convener_id = partnerships_partnership.convener_id
  AND h.partnership_id = partnerships_partnership.id AND h.ended_at IS NULL)"""
_IS_OVERRIDDEN = """EXISTS (
SELECT FROM partnerships_outreachoverride v
WHERE v.convener_id = partnerships_partnership.convener_id
  AND v.partnership_id = partnerships_partnership.id)"""


def with_charter(found: QuerySet[Any]) -> QuerySet[Any]:
    """Adds what the rules of the first two elements read, in the same statement.

    charter_facts: the documents' versions as mappings, the parts of drafts only; helpers:
    people with a delegated duty, by name and organization; is_overridden: whether outreach was
    opened by decision. Written by hand because three pages build it, and building the same from
    models took a sixth of each.
    """
    return found.annotate(
        charter_facts=RawSQL(_DOCUMENTS, [], JSONField()),  # noqa: S611  # constants
        helpers=RawSQL(_HELPERS, [], JSONField()),  # noqa: S611  # constants
        is_overridden=RawSQL(_IS_OVERRIDDEN, [], BooleanField()),  # noqa: S611  # constants
    )


def listed(page: Any) -> QuerySet[Any]:
    """The rows of one page of a list, in its order, with what the list draws and judges by.

    The page is cut first: joined before, all rows would be joined and sorted for 25.
    """
    found = Partnership.objects.filter(pk__in=page.values("pk"))
    return (
        with_charter(found)
        .select_related("region", "leader")
        .only("name", "slug", "pathway", "phase", "lead_entity", "region__name", "leader__name")
        .order_by(*page.query.order_by)
    )


@dataclass(frozen=True)
class CharterVersion:
    """One version of a charter document; `parts` is empty unless it is a draft."""

    kind: str
    version: int
    state: str
    approved_at: datetime | None
    parts: dict[str, str]


def charter_versions(partnership: Any) -> list[CharterVersion]:
    """The versions of a partnership's charter that `with_charter` read."""
    return [
        CharterVersion(
            fact["kind"],
            fact["version"],
            fact["state"],
            datetime.fromisoformat(fact["approved_at"]) if fact["approved_at"] else None,
            fact["parts"] or {},
        )
        for fact in partnership.charter_facts
    ]


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
    """`Regional, planning, South Central. Led by …`; its kind, too, where the name lacks it."""
    lead, kind = partnership.lead_entity, partnership.get_lead_kind_display().lower()
    if kind and kind not in lead.lower():
        lead += f" ({kind})"
    return (
        f"{partnership.get_level_display()}, {partnership.get_phase_display().lower()}, "
        f"{partnership.region.name}. {partnership.pathway}. Led by {lead}."
    )


def settings_crumbs(request: Any) -> list[dict[str, str]]:
    """The breadcrumb of a page under Settings."""
    url = reverse("partnerships:settings", args=[request.convener.slug])
    return [{"label": "Settings", "url": url}]
