"""Who may sign for the convener."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from config.access import MANAGERS
from partnerships.models import Membership


def signatories() -> QuerySet[Membership]:
    """Members who may sign, by name: named as signatories, in a role that signs."""
    return Membership.objects.filter(is_active=True, may_sign=True, role__in=MANAGERS).order_by(
        "name"
    )


def may_sign(member: Any) -> bool:
    """Whether a member is one of them."""
    return bool(member.is_active and member.may_sign and member.role in MANAGERS)
