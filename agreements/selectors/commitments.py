"""Reading promises with dates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from agreements.models import Commitment
from partnerships.selectors.memberships import visible_partnerships


def visible_commitments(membership: Any) -> QuerySet[Commitment]:
    """Promises in the partnerships that a member may see."""
    found: QuerySet[Commitment] = Commitment.objects.filter(
        partnership__in=visible_partnerships(membership)
    )
    return found.select_related("agreement__organization", "responsibility")
