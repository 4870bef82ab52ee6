"""The life of an evaluation round: drafted, opened, reminded, closed with frozen results."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from config.access import role_may
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from config.tenancy.scopes import current_scope
from metrics.models import (
    ROUNDS,
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
    RoundState,
)
from metrics.rules.evaluation_cells import results
from metrics.rules.evaluation_instrument import CURRENT, INSTRUMENTS
from metrics.selectors.evaluation_reminders import reminders_of
from partnerships.models import LinkPurpose, Message, Partnership, Stream
from partnerships.services.audit import SYSTEM, Actor, record_event
from partnerships.services.outbox import Envelope, queue_message, withdraw_unsent
from partnerships.services.outreach import check_goes_on, check_outreach_open
from partnerships.services.transitions import lock, transition


class RoundInHand(Exception):
    """A round was started while another is drafted or open."""


@dataclass(frozen=True)
class Person:
    """Somebody to be asked."""

    name: str
    email: str
    side: str
    organization_name: str = ""


def local_date(convener: Any, now: datetime | None = None) -> date:
    """Today where the convener is."""
    return (now or timezone.now()).astimezone(ZoneInfo(convener.time_zone)).date()


def start_round(
    partnership: Partnership,
    *,
    closes_on: date,
    phase: str,
    people: Iterable[Person],
    actor: Actor,
) -> EvaluationRound:
    """Drafts a round with its list of people; nothing is sent.

    One address is asked once. Raises PermissionDenied, ValidationError for an empty list or a
    day that has passed, RoundInHand, PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    if not (actor.membership and role_may(actor.membership.role, "evaluations.manage")):
        raise PermissionDenied("Starting an evaluation needs a manager.")
    asked = {person.email.strip().lower(): person for person in people}
    if not asked:
        raise ValidationError({"people": "Choose whom to ask."})
    if closes_on <= local_date(partnership.convener):
        raise ValidationError({"closes_on": "Choose a day after today."})
    last = EvaluationRound.objects.filter(partnership=partnership).aggregate(last=Max("number"))
    try:
        with transaction.atomic():
            made = EvaluationRound.objects.create(
                partnership=partnership,
                number=(last["last"] or 0) + 1,
                phase=phase,
                instrument=CURRENT.version,
                closes_on=closes_on,
                started_by=actor.membership,
            )
    except IntegrityError as refusal:
        raise RoundInHand("An evaluation is drafted or open already.") from refusal
    EvaluationInvitation.objects.bulk_create(
        EvaluationInvitation(
            round=made,
            partnership=partnership,
            partnership_name=partnership.name,
            instrument=made.instrument,
            closes_on=closes_on,
            name=person.name,
            email=email,
            side=person.side,
            organization_name=person.organization_name,
        )
        for email, person in asked.items()
    )
    after = {"people": len(asked), "phase": phase, "closes_on": closes_on.isoformat()}
    record_event(actor, "drafted", made, after=after)
    return made


def open_round(round_: EvaluationRound, *, actor: Actor) -> EvaluationRound:
    """Sends every invitation. Raises IllegalMove on the second press, OutreachClosed."""
    check_outreach_open(lock(round_.partnership))
    today = local_date(round_.convener)
    if round_.closes_on <= today:
        raise ValidationError("Its last day has passed. Discard it and start again.")
    opened = transition(ROUNDS, round_, "open", actor, changes={"opens_on": today})
    for invitation in opened.invitations.all():
        queue_message(_envelope(opened, invitation, "evaluation_invitation", "evaluation"))
    return opened


def remind_round(round_: EvaluationRound, *, actor: Actor) -> int:
    """Asks those once more who have not answered, whose mail is not held by their own choice and
    whose last one is at least a day old. Returns how many get one; the second of two presses
    finds nobody. Raises PermissionDenied, IllegalMove unless open."""
    if not (actor.membership and role_may(actor.membership.role, "evaluations.manage")):
        raise PermissionDenied("Reminding needs a manager.")
    row = lock(round_)
    if row.state != RoundState.OPEN:
        raise IllegalMove(ROUNDS.name, row.state, "remind")
    key = f"evaluation-reminder:{local_date(row.convener).isoformat()}"
    reminded = sum(
        queue_message(_envelope(row, invitation, "evaluation_reminder", key))
        for invitation in reminders_of(row).due
    )
    if reminded:
        record_event(actor, "reminded", row, after={"people": reminded})
    return reminded


def _envelope(
    round_: EvaluationRound, invitation: EvaluationInvitation, kind: str, key: str
) -> Envelope:
    today = local_date(round_.convener)
    return Envelope(
        kind=kind,
        to_name=invitation.name,
        to_email=invitation.email,
        subject_id=invitation.pk,
        dedupe_key=f"{key}:{invitation.pk}",
        context={
            "partnership": invitation.partnership_name,
            "closes_on": us_date(round_.closes_on),
        },
        stream=Stream.REMINDER,
        link_purpose=LinkPurpose.EVALUATE,
        link_days=(round_.closes_on - today).days + 7,
    )


def close_round(round_: EvaluationRound, *, actor: Actor, verb: str = "close") -> EvaluationRound:
    """Freezes the ten cells and cuts the tie between people and answers, for good.

    Raises IllegalMove when it is not open.
    """
    closed = transition(ROUNDS, round_, verb, actor, changes={"closed_at": timezone.now()})
    # Waits for whoever is answering at this moment; nobody answers after it.
    last_day = min(closed.closes_on, local_date(closed.convener))
    invited = closed.invitations.update(is_closed=True, closes_on=last_day)
    withdraw_unsent(Message.objects.filter(subject_id__in=closed.invitations.values("pk")))
    answers = list(EvaluationAnswer.objects.filter(round=closed).values("scores", "comments"))
    closed.results = results(INSTRUMENTS[closed.instrument], answers, invited)
    closed.save(update_fields=["results"])
    _cut_ties(closed, answers)
    return closed


def _cut_ties(round_: EvaluationRound, answers: list[Any]) -> None:
    """Replaces the answers by copies without a name, in random order.

    New rows, because a row's key and its time of making would tell who wrote it when.
    """
    secrets.SystemRandom().shuffle(answers)
    EvaluationAnswer.objects.filter(round=round_).delete()
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(round=round_, invitation=None, **answer) for answer in answers
    )


def discard_round(round_: EvaluationRound, *, actor: Actor) -> EvaluationRound:
    """Drops a draft that nobody has received. Raises IllegalMove once it was sent."""
    return transition(ROUNDS, round_, "discard", actor)


def conveners_with_rounds_to_close() -> list[UUID]:
    """Conveners with an open round past its last day; in the dispatch scope."""
    assert current_scope() is not None
    with connection.cursor() as cursor:
        cursor.execute(TO_CLOSE)
        return [row[0] for row in cursor.fetchall()]


TO_CLOSE = """
SELECT DISTINCT c.id FROM partnerships_convener c
JOIN metrics_evaluationround r ON r.convener_id = c.id
WHERE r.state = 'open' AND r.closes_on < (now() AT TIME ZONE c.time_zone)::date
"""


def close_overdue_rounds(convener: Any, now: datetime | None = None) -> int:
    """Closes this convener's rounds past their last day; the number closed."""
    overdue = EvaluationRound.objects.filter(
        state=RoundState.OPEN, closes_on__lt=local_date(convener, now)
    )
    rows = list(overdue.select_for_update(skip_locked=True, of=("self",)))
    for row in rows:
        close_round(row, actor=SYSTEM, verb="close_on_time")
    return len(rows)
