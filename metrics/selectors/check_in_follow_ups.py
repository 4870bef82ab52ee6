"""Follow-ups as Today and their own page show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from config.access import role_may
from metrics.models import CheckIn, CheckInSchedule
from metrics.services.check_in_answers import LOW_CHECK_IN, OTHER_PERSON, UNANSWERED_CHECK_INS
from partnerships.models import FollowUp
from partnerships.registries import Harm, QueueItem
from partnerships.selectors.memberships import visible_partnerships

BUTTONS = {OTHER_PERSON: "Record the answer"}
#: A follow-up is a partner slipping from the first day on; after its own day it is late.
SHOWN_AHEAD = timedelta(days=30)
REASONS = {
    UNANSWERED_CHECK_INS: ("Two check-ins unanswered.", "A call, not a third mail."),
    OTHER_PERSON: ("Somebody else should answer.", ""),
}


def follow_ups_on_today(request: Any, today: date) -> list[QueueItem]:
    """Open follow-ups of the partnerships that the member may see; two queries."""
    rows = list(
        FollowUp.objects.filter(
            done_at=None,
            due_on__lte=today + SHOWN_AHEAD,
            partnership__in=visible_partnerships(request.membership),
        ).order_by("due_on")
    )
    check_ins = check_ins_of(rows)
    return [_item(request, row, check_ins.get(row.source_id), today) for row in rows]


def unowned_check_ins(request: Any, today: date) -> list[QueueItem]:
    """Active schedules whose low answers nobody would call about; one query."""
    if not role_may(request.membership.role, "check_ins.manage"):
        return []
    rows = (
        CheckInSchedule.objects.filter(
            Q(owner=None) | Q(owner__is_active=False),
            is_active=True,
            partnership__in=visible_partnerships(request.membership),
        )
        .select_related("organization", "partnership")
        .order_by("organization__name")
    )
    return [_unowned(request, row) for row in rows]


def _unowned(request: Any, row: CheckInSchedule) -> QueueItem:
    url = reverse("metrics:check-in-list", args=[request.convener.slug, row.partnership.slug])
    return QueueItem(
        harm=Harm.DUE,
        title=f"Decide who calls {row.organization.name}",
        url=url,
        reason="Nobody owns its check-ins.",
        fact="A low answer would reach nobody.",
        button="Choose",
        button_url=url,
        due_words=f"Next {row.next_on:%b} {row.next_on.day}",
    )


def check_ins_of(rows: Iterable[FollowUp]) -> dict[UUID, CheckIn]:
    """The check-ins that follow-ups came from, by id; one query."""
    return CheckIn.objects.in_bulk([row.source_id for row in rows])


def reason_and_fact(row: FollowUp, check_in: CheckIn | None) -> tuple[str, str]:
    """Why it matters, and the fact after it."""
    if row.kind == LOW_CHECK_IN and check_in is not None:
        quote = f"“{check_in.note}”" if check_in.note else ""
        return f"Low check-in, {check_in.temperature} of 5.", quote
    reason, fact = REASONS.get(row.kind, ("Promised.", ""))
    return reason, fact or row.detail


def _item(request: Any, row: FollowUp, check_in: CheckIn | None, today: date) -> QueueItem:
    url = reverse("metrics:follow-up", args=[request.convener.slug, row.pk])
    reason, fact = reason_and_fact(row, check_in)
    own = row.owner_id == request.membership.pk
    return QueueItem(
        harm=Harm.LATE if row.due_on < today else Harm.AT_RISK,
        title=row.title,
        url=url,
        reason=reason,
        fact=fact,
        button=BUTTONS.get(row.kind, "Record the call"),
        button_url=url,
        due_on=row.due_on,
        due_words="Owner: you" if own else "" if row.owner_id else "No owner",
        owner_id=row.owner_id,
    )
