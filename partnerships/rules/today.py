"""What this app puts on Today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from config.access import role_may
from partnerships.models import Phase
from partnerships.registries import Harm, QueueItem
from partnerships.rules.outreach import charter_findings
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.partnerships import charter_versions, with_charter

#: A queue longer than this is a list of partnerships, not a day's work.
MOST = 50


def charters_to_finish(request: Any, today: date) -> list[QueueItem]:
    """A partnership that cannot contact anybody yet, because its charter does not stand."""
    if not role_may(request.membership.role, "charter.write"):
        return []
    waiting = (
        with_charter(visible_partnerships(request.membership))
        .filter(is_outreach_open=False)
        .exclude(phase=Phase.CLOSED)
        .only("name", "slug", "leader_id")
        .order_by("name")
    )
    items = []
    for partnership in waiting[:MOST]:
        findings = charter_findings(charter_versions(partnership))
        if not findings:
            continue
        url = reverse("partnerships:charter", args=[request.convener.slug, partnership.slug])
        items.append(
            QueueItem(
                harm=Harm.DUE,
                title=f"Finish the charter of {partnership.name}",
                url=url,
                reason="Outreach is closed.",
                fact=findings[0].message,
                button="Open the charter",
                button_url=url,
                due_words="Before first contact",
                owner_id=partnership.leader_id,
            )
        )
    return items
