"""Check-ins of a member who leaves: who calls when an answer is low."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value

from metrics.models import CheckIn, CheckInSchedule
from metrics.services.check_in_answers import local_date
from partnerships.models import UNSENT, Message, MessageState
from partnerships.services.handovers import change_owner, counted


def _schedules(member: Any) -> QuerySet[CheckInSchedule]:
    return CheckInSchedule.objects.filter(owner=member)


def held_check_ins(member: Any) -> list[str]:
    """Partners whose low answers the member calls about."""
    return counted(
        _schedules(member).count(),
        "partner to call when a check-in is low",
        "partners to call when a check-in is low",
    )


def hand_over_check_ins(member: Any, successor: Any, actor: Any) -> None:
    """Hands over schedules, and check-ins that still take an answer; closed ones are history."""
    change_owner(_schedules(member), "owner", successor, actor)
    still_open = CheckIn.objects.filter(owner=member, closes_on__gte=local_date(member))
    taken = list(still_open.values_list("pk", flat=True))
    change_owner(still_open, "owner", successor, actor, owner_name=successor.name)
    # Of one that a worker has in hand, the next attempt is made from its row.
    states = (*UNSENT, MessageState.SENDING)
    Message.objects.filter(subject_id__in=taken, state__in=states).update(
        context=Func(
            F("context"),
            Value({"owner": successor.name}, JSONField()),
            arg_joiner=" || ",
            template="(%(expressions)s)",
            output_field=JSONField(),
        )
    )
