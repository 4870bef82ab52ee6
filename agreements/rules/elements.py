"""Element 6 of the playbook's seven: clear roles and responsibilities (L418–433)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from agreements.models import Agreement, AgreementQuestion, AgreementState
from partnerships.registries import ElementReport, ElementState, Step

_OPEN = (AgreementState.SENT, AgreementState.PARTNER_SIGNED)


def clear_roles(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """How many agreements are complete, and which one waits for what."""
    questions = AgreementQuestion.objects.filter(agreement=OuterRef("pk"), answered_at=None)
    rows = (
        Agreement.objects.filter(partnership__in=partnerships)
        .exclude(state=AgreementState.VOIDED)
        .select_related("organization")
        .annotate(has_question=Exists(questions))
        .order_by("created_at")
        .defer("content", "clauses")
    )
    by_partnership: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_partnership[row.partnership_id].append(row)
    return {
        partnership.pk: _report(convener, partnership, by_partnership[partnership.pk])
        for partnership in partnerships
    }


def _report(convener: Any, partnership: Any, rows: list[Any]) -> ElementReport:
    args = [convener.slug, partnership.slug]
    tab = reverse("agreements:partnership-agreements", args=args)
    if not rows:
        new = reverse("agreements:agreement-new", args=args)
        step = Step("Write down what each side would do.", "Write an agreement", new)
        return ElementReport(ElementState.NOT_STARTED, "No agreement yet.", step)
    asked = [row for row in rows if row.state not in (AgreementState.DRAFT,)]
    complete = [row for row in asked if row.state == AgreementState.COMPLETE]
    words = f"{len(complete)} of {len(asked)} agreements complete." if asked else "Drafts only."
    ours = [row for row in rows if row.state == AgreementState.PARTNER_SIGNED]
    if ours:
        url = reverse("agreements:agreement-countersign", args=[convener.slug, ours[0].pk])
        step = Step(f"{ours[0].organization.name} waits for our signature.", "Review and sign", url)
        return ElementReport(ElementState.ATTENTION, words, step)
    asking = [row for row in rows if row.has_question]
    if asking:
        url = reverse("agreements:agreement-detail", args=[convener.slug, asking[0].pk])
        step = Step(f"{asking[0].organization.name} has a question.", "Answer", url)
        return ElementReport(ElementState.ATTENTION, words, step)
    waiting = [row for row in rows if row.state in _OPEN]
    if waiting or not complete:
        name = waiting[0].organization.name if waiting else ""
        sentence = f"{name} has not signed yet." if name else "Nothing waits for a signature."
        return ElementReport(ElementState.UNDER_WAY, words, Step(sentence, "See agreements", tab))
    return ElementReport(ElementState.IN_PLACE, words)
