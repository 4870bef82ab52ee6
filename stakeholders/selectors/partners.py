"""Who is at the table of a partnership: invited or committed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from stakeholders.models import PARTNER_STAGES, Candidacy


def partners_of(partnership: Any) -> QuerySet[Candidacy]:
    """Candidacies of partners, by organization, with contact and seat."""
    found: QuerySet[Candidacy] = (
        Candidacy.objects.filter(partnership=partnership, stage__in=PARTNER_STAGES)
        .select_related("organization", "contact", "profile")
        .order_by("organization__name_key", "pk")
    )
    return found
