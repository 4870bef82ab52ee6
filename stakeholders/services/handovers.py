"""Candidacies of a member who leaves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from partnerships.services.handovers import change_owner, counted
from stakeholders.models import Candidacy, Stage


def _owned(member: Any) -> QuerySet[Candidacy]:
    return Candidacy.objects.filter(owner=member).exclude(stage=Stage.CLOSED)


def held_candidacies(member: Any) -> list[str]:
    """Candidacies whose next step is the member's."""
    return counted(_owned(member).count(), "candidacy to go on with", "candidacies to go on with")


def hand_over_candidacies(member: Any, successor: Any, actor: Any) -> None:
    """Hands over the next steps of candidacies."""
    change_owner(_owned(member), "owner", successor, actor)
