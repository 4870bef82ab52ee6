"""With whom one may share, and with whom one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from partnerships.models import SharingGrant


@dataclass(frozen=True)
class Agency:
    """A state agency that uses the product."""

    id: UUID
    name: str
    state: str


#: What the agency will see, and what it will never see; the page and the tests read the same.
WILL_SEE = (
    "The name of your organization and of your regions.",
    "Each measure’s figure for a region and a period, with “at least” and the target.",
    "Who was to report, did, and did so on time, as numbers, and the day the figure is about.",
    "How many small figures are hidden. They are hidden before anything leaves.",
    "How many partnerships are in each phase and how many agreements in each state, by region.",
)
WILL_NOT_SEE = (
    "People, contacts, addresses and notes.",
    "Names of employers, schools or other organizations.",
    "The text of an agreement, a charter, a check-in or an evaluation.",
    "Figures of parts of a region, such as one grade or one pathway.",
)


def agencies_for(convener: Any) -> list[Agency]:
    """The agencies of the convener's own state, other than itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, state FROM tenancy.agencies() WHERE state = %s ORDER BY name",
            [convener.state],
        )
        found = [Agency(*row) for row in cursor.fetchall()]
    return [agency for agency in found if agency.id != convener.pk]


def open_grants() -> list[SharingGrant]:
    """What the convener shares now."""
    return list(SharingGrant.objects.filter(revoked_at=None).order_by("agency_name"))


def ended_grants() -> list[SharingGrant]:
    """What it shared before, the latest first."""
    return list(SharingGrant.objects.exclude(revoked_at=None).order_by("-revoked_at")[:10])
