"""When a member leaves, what they had in hand goes to somebody who stays."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from config.access import WRITERS
from partnerships.models import FollowUp, Membership, Partnership, Phase
from partnerships.registries import handovers
from partnerships.services.audit import Actor, record_event


def successors_of(member: Membership) -> QuerySet[Membership]:
    """Who may take over: the convener's own people who do such work."""
    working = Membership.objects.filter(is_active=True, role__in=WRITERS)
    return working.exclude(pk=member.pk).order_by("name")


def held_by(member: Membership) -> list[str]:
    """What a member has in hand, a line for each kind of work; empty for nothing."""
    return [line for handover in handovers for line in handover.held(member)]


def hand_over_all(member: Membership, successor: Membership | None, *, actor: Actor) -> None:
    """Gives all of a member's open work to another; inside the caller's transaction.

    The last app's goes first: who completes an agreement locks it before its candidacies.
    Raises ValidationError when there is something to take over and nobody who may.
    """
    if not held_by(member):
        return
    if successor is None or not successors_of(member).filter(pk=successor.pk).exists():
        raise ValidationError("Choose who takes over.")
    for handover in reversed(handovers):
        handover.hand_over(member, successor, actor)


def counted(number: int, one: str, many: str) -> list[str]:
    """A line such as "2 follow-ups to work on"; none for nothing."""
    return [f"{number} {one if number == 1 else many}"] if number else []


def change_owner(
    rows: QuerySet[Any], field: str, successor: Membership, actor: Actor, **more: Any
) -> None:
    """Puts the successor into a field of each row, with an audit event each.

    more: further fields that change with it.
    """
    for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True):
        before = getattr(row, field)
        for name, value in {field: successor, **more}.items():
            setattr(row, name, value)
        row.save(update_fields=[field, *more])
        record_event(
            actor,
            "handed over",
            row,
            before={field: before.name if before else None},
            after={field: successor.name},
        )


def _led(member: Membership) -> QuerySet[Partnership]:
    return Partnership.objects.filter(leader=member).exclude(phase=Phase.CLOSED)


def _owed(member: Membership) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(owner=member, done_at=None)


def held_partnerships(member: Membership) -> list[str]:
    """Partnerships to lead and follow-ups to work on."""
    return [
        *counted(_led(member).count(), "partnership to lead", "partnerships to lead"),
        *counted(_owed(member).count(), "follow-up to work on", "follow-ups to work on"),
    ]


def hand_over_partnerships(member: Membership, successor: Membership, actor: Actor) -> None:
    """Hands over partnerships to lead and follow-ups to work on."""
    change_owner(_led(member), "leader", successor, actor)
    change_owner(_owed(member), "owner", successor, actor)
