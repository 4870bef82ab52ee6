"""What this app puts on Today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from config.access import role_may
from partnerships.models import (
    CharterDocument,
    DocumentKind,
    DocumentState,
    OutreachOverride,
    Phase,
)
from partnerships.registries import Harm, QueueItem
from partnerships.rules.outreach import charter_findings
from partnerships.selectors.memberships import visible_partnerships

#: A queue longer than this is a list of partnerships, not a day's work.
MOST = 50


def _approved(kind: str) -> Exists:
    return Exists(
        CharterDocument.objects.filter(
            partnership=OuterRef("pk"), kind=kind, state=DocumentState.APPROVED
        )
    )


def charters_to_finish(request: Any, today: date) -> list[QueueItem]:
    """A partnership that cannot contact anybody yet, because its charter does not stand."""
    if not role_may(request.membership.role, "charter.write"):
        return []
    waiting = visible_partnerships(request.membership).exclude(phase=Phase.CLOSED)
    partnerships = list(
        waiting.filter(~_approved(DocumentKind.PURPOSE) | ~_approved(DocumentKind.PROTOCOL))
        .exclude(Exists(OutreachOverride.objects.filter(partnership=OuterRef("pk"))))
        .order_by("name")[:MOST]
    )
    documents: dict[Any, list[Any]] = defaultdict(list)
    for document in CharterDocument.objects.filter(partnership__in=partnerships):
        documents[document.partnership_id].append(document)
    items = []
    for partnership in partnerships:
        findings = charter_findings(documents[partnership.pk])
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
