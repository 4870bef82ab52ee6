"""After an answer: its promises are marked on both sides, in the convener's own scope."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from agreements.models import COMMITMENTS
from agreements.services.commitments import mark_commitment
from config.state import IllegalMove
from config.working_days import add_working_days
from metrics.models import CHECK_INS, CheckIn, CheckInItem, CheckInState, PromiseAnswer
from metrics.rules.check_in_calendar import CALL_WITHIN_WORKING_DAYS, LOW_TEMPERATURE
from metrics.services.check_in_answers import LOW_CHECK_IN, local_date, low_words
from metrics.services.check_in_follow_ups import reopen_follow_up
from partnerships.models import FollowUp, Message
from partnerships.services.audit import Actor
from partnerships.services.outbox import withdraw_unsent
from partnerships.services.transitions import transition

VERBS = {PromiseAnswer.KEPT: "report_kept", PromiseAnswer.MISSED: "report_missed"}


def record_check_in(check_in_id: UUID) -> bool:
    """Marks what the partner said of each promise; False when it was done already.

    Safe to run twice: the check-in's own state says whether it was done. An answer that was
    marked before is not marked again, so that a member's later correction stays.
    """
    check_in = CheckIn.objects.get(pk=check_in_id)
    actor = Actor.of_link(check_in.contact_name, check_in.pk)
    try:
        row = transition(CHECK_INS, check_in, "record", actor)
    except IllegalMove:
        return False
    said = row.items.exclude(answer="").exclude(answer=F("recorded_answer"))
    for item in said.select_related("commitment"):
        _mark(item, actor)
    _refresh_follow_up(row)
    withdraw_unsent(Message.objects.filter(subject_id=row.pk))  # a reminder that waits
    return True


def _mark(item: CheckInItem, actor: Actor) -> None:
    verb = VERBS[PromiseAnswer(item.answer)]
    if (item.commitment.state, verb) in COMMITMENTS.table:
        mark_commitment(item.commitment, verb, actor=actor)
    CheckInItem.objects.filter(pk=item.pk).update(recorded_answer=item.answer)


def _refresh_follow_up(check_in: CheckIn) -> None:
    """Keeps an open follow-up's line as the latest answer has it; it stays open either way. One
    that was done before a low answer is open again, for the call that this answer was promised."""
    found = FollowUp.objects.filter(kind=LOW_CHECK_IN, source_id=check_in.pk)
    if check_in.temperature and check_in.temperature <= LOW_TEMPERATURE:
        answered_on = local_date(check_in, check_in.answered_at)
        due_on = add_working_days(answered_on, CALL_WITHIN_WORKING_DAYS)
        for row in found.filter(done_at__lt=check_in.answered_at):
            reopen_follow_up(row, due_on=due_on)
    found.filter(done_at=None).update(detail=low_words(check_in))


def record_waiting() -> int:
    """Records every answer that a lost task forgot; the number recorded."""
    waiting = CheckIn.objects.filter(state=CheckInState.ANSWERED).values_list("pk", flat=True)
    return sum(record_check_in(check_in_id) for check_in_id in list(waiting))
