"""Who belongs where. The first two run before a scope is open, through doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from config.tenancy.middleware import Resolved
from partnerships.models import Convener, Membership, Partnership, Role


@dataclass(frozen=True)
class Place:
    """A convener that a person belongs to, for the switcher and the landing page."""

    convener_id: UUID
    slug: str
    name: str
    membership_id: UUID
    role: str


def places_of(user_id: UUID) -> list[Place]:
    """Every convener where a person has an active membership, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy.my_scopes(%s)", [user_id])
        return [Place(*row) for row in cursor.fetchall()]


def resolve_membership(user_id: UUID, slug: str) -> Resolved | None:
    """The place of a person at one convener, or None."""
    for place in places_of(user_id):
        if place.slug == slug:
            return Resolved(place.convener_id, place.membership_id)
    return None


def load_people(resolved: Resolved) -> tuple[Convener, Membership]:
    """The convener and the acting membership, inside the open scope; one query."""
    membership = Membership.objects.select_related("convener").get(pk=resolved.membership_id)
    return membership.convener, membership


def visible_partnerships(membership: Any) -> QuerySet[Partnership]:
    """The partnerships a member may see: all of the convener's, or the delegated ones."""
    found: QuerySet[Partnership] = Partnership.objects.all()
    if membership.role == Role.INTERMEDIARY:
        return found.filter(
            pk__in=membership.delegations.filter(ended_at=None).values("partnership_id")
        )
    return found


#: `visible_partnerships` for statements written by hand: `p` is the partnership and
#: `%(delegate)s` comes from `delegate_of`.
VISIBLE = """(%(delegate)s::uuid IS NULL OR p.id IN (
  SELECT d.partnership_id FROM partnerships_delegation d
  WHERE d.convener_id = %(convener)s AND d.membership_id = %(delegate)s AND d.ended_at IS NULL))"""


def delegate_of(membership: Any) -> UUID | None:
    """The member's id if only delegated partnerships are visible to it; else None."""
    return membership.pk if membership.role == Role.INTERMEDIARY else None
