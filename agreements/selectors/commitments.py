"""Reading promises with dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from agreements.models import Commitment, CommitmentState, Side
from partnerships.selectors.memberships import visible_partnerships


def visible_commitments(membership: Any) -> QuerySet[Commitment]:
    """Promises in the partnerships that a member may see."""
    found: QuerySet[Commitment] = Commitment.objects.filter(
        partnership__in=visible_partnerships(membership)
    )
    return found.select_related("agreement__organization")


def our_promises(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, str]:
    """`Our promises: 17 of 19 kept.` for each partnership where some were due (B15)."""
    rows = (
        Commitment.objects.filter(partnership__in=partnerships, side=Side.CONVENER)
        .exclude(state=CommitmentState.OPEN)
        .values_list("partnership_id")
        .annotate(kept=Count("id", filter=Q(state=CommitmentState.KEPT)), all=Count("id"))
        .order_by()
    )
    return {pk: f"Our promises: {kept} of {total} kept." for pk, kept, total in rows}
