"""Elements 1 and 2 of the playbook's seven: who convenes, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from config.templatetags.formatting import us_date
from partnerships.models import (
    CharterDocument,
    Delegation,
    DocumentKind,
    DocumentState,
    OutreachOverride,
)
from partnerships.registries import ElementReport, ElementState, Step
from partnerships.rules.outreach import charter_findings


def convening_agency(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Element 1: a named leader at a named entity, and who holds delegated duties."""
    helpers: dict[UUID, list[str]] = defaultdict(list)
    for row in Delegation.objects.filter(
        partnership__in=partnerships, ended_at=None
    ).select_related("membership"):
        helpers[row.partnership_id].append(row.membership.name)
    reports = {}
    for partnership in partnerships:
        names = helpers[partnership.pk]
        words = f"{partnership.lead_entity} leads; {partnership.leader.name} answers for it."
        if names:
            words += f" Recruitment is delegated to {', '.join(names)}."
        reports[partnership.pk] = ElementReport(ElementState.IN_PLACE, words)
    return reports


def purpose_and_protocols(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Element 2: an approved purpose and recruitment protocol open outreach."""
    documents: dict[UUID, list[Any]] = defaultdict(list)
    for document in CharterDocument.objects.filter(partnership__in=partnerships):
        documents[document.partnership_id].append(document)
    overridden = set(
        OutreachOverride.objects.filter(partnership__in=partnerships).values_list(
            "partnership_id", flat=True
        )
    )
    return {
        partnership.pk: _report(
            convener, partnership, documents[partnership.pk], partnership.pk in overridden
        )
        for partnership in partnerships
    }


def _report(
    convener: Any, partnership: Any, documents: list[Any], overridden: bool
) -> ElementReport:
    url = reverse("partnerships:charter", args=[convener.slug, partnership.slug])
    findings = charter_findings(documents)
    approved = [d for d in documents if d.state == DocumentState.APPROVED]
    facts = [
        f"{DocumentKind(d.kind).label} v{d.version} approved {us_date(d.approved_at, convener)}."
        for d in sorted(approved, key=lambda d: str(d.kind), reverse=True)
    ]
    if not findings:
        return ElementReport(ElementState.IN_PLACE, " ".join([*facts, "Outreach is open."]))
    gate = "Outreach was opened by decision." if overridden else "Outreach is closed."
    state = ElementState.UNDER_WAY if documents else ElementState.NOT_STARTED
    words = " ".join([*facts, findings[0].message, gate])
    return ElementReport(state, words, Step(findings[0].message, _label(findings[0].code), url))


def _label(code: str) -> str:
    kind, _, problem = code.partition("_")
    noun = "purpose" if kind == "purpose" else "protocol"
    return {"missing": f"Write the {noun}", "incomplete": f"Finish the {noun}"}.get(
        problem, f"Approve the {noun}"
    )
