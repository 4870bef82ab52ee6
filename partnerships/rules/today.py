"""What this app puts on Today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.urls import reverse

from config.access import role_may
from partnerships.models import CharterDocument, Phase
from partnerships.registries import Harm, QueueItem
from partnerships.rules.outreach import charter_findings
from partnerships.selectors.memberships import visible_partnerships


def charters_to_finish(request: Any, today: date) -> list[QueueItem]:
    """A partnership that cannot contact anybody yet, because its charter does not stand."""
    if not role_may(request.membership.role, "charter.write"):
        return []
    partnerships = list(visible_partnerships(request.membership).exclude(phase=Phase.CLOSED))
    documents: dict[Any, list[Any]] = defaultdict(list)
    for document in CharterDocument.objects.filter(partnership__in=partnerships):
        documents[document.partnership_id].append(document)
    items = []
    for partnership in partnerships:
        findings = charter_findings(documents[partnership.pk])
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
