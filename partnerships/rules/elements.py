"""Elements 1 and 2 of the playbook's seven: who convenes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from config.templatetags.formatting import us_date
from partnerships.models import DocumentKind, DocumentState
from partnerships.registries import ElementReport, ElementState, PartnershipReport, Step
from partnerships.rules.outreach import charter_findings
from partnerships.selectors.partnerships import CharterVersion, charter_versions


def agency_and_purpose(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, PartnershipReport]:
    """Elements 1 and 2 from what `with_charter` read; no statement of its own."""
    return {
        one.pk: PartnershipReport(
            {
                1: convening_agency(one),
                2: purpose_and_protocols(convener, one, charter_versions(one)),
            }
        )
        for one in partnerships
    }


def convening_agency(partnership: Any) -> ElementReport:
    """Element 1: a named leader at a named entity, and who holds delegated duties."""
    words = f"{partnership.lead_entity} leads; {partnership.leader.name} answers for it."
    if partnership.helpers:
        names = ", ".join(person["name"] for person in partnership.helpers)
        words += f" Recruitment is delegated to {names}."
    return ElementReport(ElementState.IN_PLACE, words)


def purpose_and_protocols(
    convener: Any, partnership: Any, documents: Sequence[CharterVersion]
) -> ElementReport:
    """Element 2: an approved purpose and recruitment protocol open outreach."""
    findings = charter_findings(documents)
    approved = [d for d in documents if d.state == DocumentState.APPROVED]
    facts = [
        f"{DocumentKind(d.kind).label} v{d.version} approved {us_date(d.approved_at, convener)}."
        for d in sorted(approved, key=lambda d: str(d.kind), reverse=True)
    ]
    if partnership.is_closed:
        words = " ".join([*facts, "The partnership is closed."])
        return ElementReport(ElementState.UNDER_WAY if findings else ElementState.IN_PLACE, words)
    if not findings:
        return ElementReport(ElementState.IN_PLACE, " ".join([*facts, "Outreach is open."]))
    is_overridden = partnership.is_overridden
    gate = "Outreach was opened by decision." if is_overridden else "Outreach is closed."
    state = ElementState.UNDER_WAY if documents else ElementState.NOT_STARTED
    words = " ".join([*facts, findings[0].message, gate])
    args = (convener.slug, partnership.slug)
    label = _label(findings[0].code)
    may = "charter.approve" if label.startswith("Approve") else "charter.write"
    step = Step(findings[0].message, label, "partnerships:charter", args, permission=may)
    return ElementReport(state, words, step)


def _label(code: str) -> str:
    kind, _, problem = code.partition("_")
    noun = "purpose" if kind == "purpose" else "protocol"
    return {"missing": f"Write the {noun}", "incomplete": f"Finish the {noun}"}.get(
        problem, f"Approve the {noun}"
    )
