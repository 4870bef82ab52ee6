"""Follow-ups in words, as Today, their own page and the check-in that caused them show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from metrics.models import CheckIn
from metrics.services.check_in_answers import (
    LOW_CHECK_IN,
    OTHER_PERSON,
    UNANSWERED_CHECK_INS,
    WRONG_PERSON,
)
from partnerships.models import AuditEvent, FollowUp

CALLS = (LOW_CHECK_IN, UNANSWERED_CHECK_INS)
BUTTONS = {OTHER_PERSON: "Record the answer", WRONG_PERSON: "Record what you did"}
REASONS = {
    UNANSWERED_CHECK_INS: ("Two check-ins unanswered.", "A call, not a third mail."),
    OTHER_PERSON: ("Somebody else should answer.", ""),
    WRONG_PERSON: ("The check-in reached the wrong person.", ""),
}


def reason_and_fact(row: Any, check_in: Any) -> tuple[str, str]:
    """Why it matters, and the fact after it.

    row: with the follow-up's kind and detail. check_in: with temperature and note, or None.
    """
    if row.kind == LOW_CHECK_IN and check_in is not None:
        quote = f"“{check_in.note}”" if check_in.note else ""
        return f"Low check-in, {check_in.temperature} of 5.", quote
    reason, fact = REASONS.get(row.kind, ("Promised.", ""))
    return reason, fact or row.detail


def follow_ups_of(check_in: CheckIn) -> list[FollowUp]:
    """What a check-in asked of us, the settled ones first; one query."""
    found = FollowUp.objects.filter(source_id=check_in.pk).select_related("owner", "done_by")
    return sorted(found, key=lambda row: (row.done_at is None, row.created_at))


def last_calls(partnership: Any) -> Mapping[UUID, FollowUp]:
    """The latest call on record by schedule; one query."""
    schedule = CheckIn.objects.filter(pk=OuterRef("source_id")).values("schedule_id")[:1]
    found = (
        FollowUp.objects.filter(partnership=partnership, kind__in=CALLS, done_at__isnull=False)
        .annotate(schedule_id=Subquery(schedule))
        .select_related("done_by")
        .order_by("schedule_id", "-done_at")
        .distinct("schedule_id")
    )
    return {row.schedule_id: row for row in found}


def check_in_addresses(
    convener: Any, partnership: Any, events: Iterable[AuditEvent]
) -> dict[UUID, str]:
    """Where history's lines about check-ins and their follow-ups lead, by event; one query."""
    about = [event for event in events if event.object_type in ABOUT_CHECK_INS]
    keys = {event.object_id for event in about}
    check_ins = CheckIn.objects.filter(partnership=partnership)
    causes = dict(
        FollowUp.objects.filter(pk__in=keys, source_id__in=check_ins.values("pk")).values_list(
            "pk", "source_id"
        )
    )
    causes |= {one.object_id: one.object_id for one in about if one.object_type == CHECK_IN}
    return {
        event.pk: reverse(
            "metrics:check-in-detail",
            args=[convener.slug, partnership.slug, causes[event.object_id]],
        )
        for event in about
        if event.object_id in causes
    }


CHECK_IN = "metrics.checkin"
ABOUT_CHECK_INS = (CHECK_IN, "partnerships.followup")
