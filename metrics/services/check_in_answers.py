"""What a partner does behind a check-in's link: answers, names somebody else, or says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.duplicates import WrittenAlready, writing_once
from config.state import IllegalMove
from config.working_days import add_working_days
from metrics.models import CHECK_INS, CheckIn, CheckInItem, PromiseAnswer
from metrics.rules.check_in_calendar import (
    CALL_WITHIN_WORKING_DAYS,
    LOW_TEMPERATURE,
)
from partnerships.models import FollowUp, LinkPurpose, MagicLink
from partnerships.services.audit import SYSTEM, Actor, record_event
from partnerships.services.outbox import set_preference
from partnerships.services.transitions import transition

LOW_CHECK_IN = "low_check_in"
UNANSWERED_CHECK_INS = "unanswered_check_ins"
OTHER_PERSON = "check_in_other_person"
WRONG_PERSON = "check_in_wrong_person"


class CheckInClosed(Exception):
    """An answer came after the last day."""


class NamedAlready(Exception):
    """Another person was named before; that holds."""


def local_date(check_in: Any, now: datetime | None = None) -> date:
    """Today where the convener is."""
    return (now or timezone.now()).astimezone(ZoneInfo(check_in.convener.time_zone)).date()


def is_closed(check_in: CheckIn) -> bool:
    """Whether the last day for an answer has passed, or the check-in was closed unanswered."""
    return local_date(check_in) > check_in.closes_on or check_in.state == "unanswered"


def answer_check_in(
    check_in: CheckIn,
    *,
    temperature: int,
    goal_met: str = "",
    promises: Mapping[UUID, str] | None = None,
    note: str = "",
) -> CheckIn:
    """Keeps an answer; a later one replaces it until the check-in closes. In the link's scope.

    promises: kept or missed by item id; items left out keep no answer. A temperature of 2 or
    lower opens a follow-up for the schedule's owner, once, due in three working days (B12).
    Raises CheckInClosed after the last day, ValidationError for a value that was not offered.
    """
    promises = promises or {}
    if temperature not in range(1, 6) or set(promises.values()) - set(PromiseAnswer.values):
        raise ValidationError("Choose one of the answers.")
    actor = Actor.of_link(check_in.contact_name, check_in.pk)
    row = transition_answer(check_in, actor, temperature, goal_met, note)
    for item_id, answer in promises.items():
        CheckInItem.objects.filter(check_in_id=row.pk, pk=item_id).update(answer=answer)
    if temperature <= LOW_TEMPERATURE:
        open_low_follow_up(row)
    tell_recorder(row)
    return row


def transition_answer(
    check_in: CheckIn, actor: Actor, temperature: int, goal_met: str, note: str
) -> CheckIn:
    """Moves the check-in to answered. Raises CheckInClosed, also for one just closed."""
    if is_closed(check_in):
        raise CheckInClosed
    changes = {
        "temperature": temperature,
        "goal_met": goal_met,
        "note": note,
        "answered_at": timezone.now(),
    }
    try:
        return transition(CHECK_INS, check_in, "answer", actor, changes=changes)
    except IllegalMove as error:
        raise CheckInClosed from error


def low_words(check_in: CheckIn) -> str:
    """The line under a low answer's follow-up: the temperature, and the note if there is one."""
    quote = f" “{check_in.note}”" if check_in.note else ""
    return f"Low check-in, {check_in.temperature} of 5.{quote}"[:500]


def open_low_follow_up(check_in: CheckIn) -> None:
    """A call that the schedule's owner owes; a second low answer adds none."""
    open_follow_up(
        check_in,
        kind=LOW_CHECK_IN,
        title=f"Call {check_in.contact_name}, {check_in.organization_name}",
        detail=low_words(check_in),
    )


def open_follow_up(check_in: CheckIn, *, kind: str, title: str, detail: str) -> bool:
    """A follow-up of one kind about this check-in, once, due in three working days; False when
    there is one.

    The product opens it, whatever a partner did that it follows from.
    """
    follow_up = FollowUp(
        partnership_id=check_in.partnership_id,
        kind=kind,
        source_id=check_in.pk,
        title=title[:200],
        detail=detail[:500],
        owner_id=check_in.owner_id,
        due_on=add_working_days(local_date(check_in), CALL_WITHIN_WORKING_DAYS),
    )
    try:
        with writing_once("follow_up_once_per_cause"):
            follow_up.save(force_insert=True)
    except WrittenAlready:
        return False
    actor = replace(SYSTEM, subject_id=check_in.pk)
    after = {"title": follow_up.title, "due_on": follow_up.due_on.isoformat()}
    record_event(actor, "opened a follow-up", follow_up, after=after)
    return True


def name_other_person(check_in: CheckIn, *, words: str) -> None:
    """Keeps who should answer instead, as a follow-up. Nobody gets mail until we decide so.

    Raises NamedAlready when somebody was named before: a link may not change a follow-up.
    """
    opened = open_follow_up(
        check_in,
        kind=OTHER_PERSON,
        title=f"Ask another person at {check_in.organization_name}",
        detail=f"{check_in.contact_name} says: “{words}”",
    )
    if not opened:
        raise NamedAlready
    actor = Actor.of_link(check_in.contact_name, check_in.pk)
    record_event(actor, "named another person", check_in, reason=words)


def say_not_me(check_in: CheckIn, link: MagicLink, *, words: str = "") -> None:
    """The mail reached the wrong person: its links close, no question goes to that address any
    more, and the convener gets a follow-up. words: who is the right one, if they say so.
    """
    named = f" They name: “{words}”" if words else ""
    open_follow_up(
        check_in,
        kind=WRONG_PERSON,
        title=f"Find the right person at {check_in.organization_name}",
        detail=f"{link.recipient_email} says: this is not for me.{named}",
    )
    actor = Actor.of_link(check_in.contact_name, check_in.pk)
    record_event(actor, "said it is not for them", check_in, reason=words)
    set_preference(link.recipient_email, subject_id=check_in.pk, stop=True)
    MagicLink.objects.filter(
        subject_id=check_in.pk,
        purpose=LinkPurpose.CHECK_IN,
        recipient_email__iexact=link.recipient_email,
        revoked_at=None,
    ).update(revoked_at=timezone.now())


def tell_recorder(check_in: CheckIn) -> None:
    """Tells a worker, after commit, that promises may be marked; beat finds what is forgotten."""
    from config.queueing import queue
    from metrics.tasks import record_check_in

    values = {"convener_id": str(check_in.convener_id), "check_in_id": str(check_in.pk)}
    transaction.on_commit(lambda: queue(record_check_in, values))
