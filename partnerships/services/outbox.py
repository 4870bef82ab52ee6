"""Queueing, claiming and recording mails. Sending itself is in `config.mail`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from config.queueing import queue
from config.tenancy.scopes import current_scope
from partnerships.models import (
    MESSAGES,
    UNSENT,
    MailPreference,
    Message,
    MessageState,
    Stream,
    normalise_email,
)
from partnerships.registries import idle_mail
from partnerships.services.audit import SYSTEM, Actor, record_event
from partnerships.services.transitions import transition

#: A claim that was not renewed for so long belongs to a worker that died, or whose mail server is
#: slow; the message goes out again. Sending one mail must take less.
CLAIM_VALID_FOR = timedelta(minutes=3)
BATCH = 50
MAX_ATTEMPTS = 6
#: Claimed and not begun: what is claimed was due before, and a mail that is begun is due from then.
WAITS_IN_A_BATCH = Q(state=MessageState.SENDING, not_before__lt=F("claimed_at"))
#: Why a mail is not tried again whose last try was never recorded.
BROKE_OFF = "Tried six times; the last try broke off, so it may have arrived."
#: The key of a withdrawn mail: its own is free for another.
FREED_KEY = Concat(Value("withdrawn:"), Cast("id", CharField()))


@dataclass(frozen=True)
class Envelope:
    """What to send to whom.

    dedupe_key: two envelopes with one key are one message. link_purpose: see LinkPurpose.
    context: plain JSON facts for the templates under `templates/mail/<kind>/`.
    """

    kind: str
    to_name: str
    to_email: str
    subject_id: UUID
    dedupe_key: str
    context: dict[str, Any] = field(default_factory=dict)
    stream: str = Stream.TRANSACTION
    reply_to: str = ""
    link_purpose: str = ""
    link_days: int = 14
    attachment: str = ""
    attachment_name: str = ""
    not_before: datetime | None = None


def queue_message(envelope: Envelope) -> bool:
    """Writes the row in the open transaction and tells a worker after commit.

    Returns False when a message with this key exists already; then nothing is written. (Two at
    the same moment both hear True, and one row is made: the key is unique.)
    """
    if Message.objects.filter(dedupe_key=envelope.dedupe_key).exists():
        return False
    values = {**vars(envelope), "not_before": envelope.not_before or timezone.now()}
    Message.objects.bulk_create([Message(**values)], ignore_conflicts=True)
    transaction.on_commit(wake_sender)
    return True


def wake_sender() -> None:
    """Tells a worker that mail waits. A broker that is away is no harm: beat looks every 5 s."""
    from partnerships.tasks import send_due_messages

    queue(send_due_messages)


class Claim(NamedTuple):
    """A message that one worker has in hand, since when; another worker's has another moment."""

    convener_id: UUID
    message_id: UUID
    claimed_at: datetime


def claim_due_messages(limit: int = BATCH) -> list[Claim]:
    """Claims due messages in the dispatch scope.

    Reminders to somebody who paused or stopped them become held. Two workers never claim one
    row: SKIP LOCKED passes over what the other has.
    """
    assert current_scope() is not None
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [Stream.REMINDER])
        cursor.execute(CLAIM, [limit])
        return [Claim(*row) for row in cursor.fetchall()]


def renew_claim(claim: Claim) -> Claim | None:
    """Counts a claim from now on, right before its mail is made; None when it was lost, or the
    mail was withdrawn.

    Those behind a slow mail go back to the queue meanwhile, and another worker may have them.
    """
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [claim.message_id, claim.claimed_at])
        row = cursor.fetchone()
    return Claim(*row) if row else None


HOLD = """
UPDATE partnerships_message m SET state = 'held'
WHERE m.state = 'queued' AND m.not_before <= now() AND m.stream = %s AND (
  SELECT p.stopped_at IS NOT NULL OR coalesce(p.paused_until >= current_date, false)
  FROM partnerships_mailpreference p
  WHERE p.convener_id = m.convener_id AND p.email = lower(m.to_email)
  ORDER BY p.created_at DESC LIMIT 1)
"""
CLAIM = """
UPDATE partnerships_message SET state = 'sending', claimed_at = now()
WHERE id IN (
  SELECT id FROM partnerships_message WHERE state = 'queued' AND not_before < now()
  ORDER BY not_before LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING convener_id, id, claimed_at
"""
RENEW = """
UPDATE partnerships_message SET claimed_at = now(), not_before = now(), attempts = attempts + 1
WHERE id = %s AND state = 'sending' AND claimed_at = %s
RETURNING convener_id, id, claimed_at
"""
RELEASE = """
UPDATE partnerships_message m SET state = 'queued'
WHERE m.state = 'held' AND NOT coalesce((
  SELECT p.stopped_at IS NOT NULL OR coalesce(p.paused_until >= current_date, false)
  FROM partnerships_mailpreference p
  WHERE p.convener_id = m.convener_id AND p.email = lower(m.to_email)
  ORDER BY p.created_at DESC LIMIT 1), false)
"""


def record_sent(claim: Claim) -> None:
    """The mail server accepted it."""
    _held(claim).update(state=MessageState.SENT, sent_at=timezone.now(), error="")


def record_failure(claim: Claim, error: str) -> None:
    """Tries again later, longer each time (1, 2, 4, … minutes), and gives up after six."""
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=claim.message_id)
    if attempts >= MAX_ATTEMPTS:
        changes: dict[str, Any] = {"state": MessageState.FAILED}
    else:
        wait = timedelta(minutes=2 ** (attempts - 1))
        changes = {"state": MessageState.QUEUED, "not_before": timezone.now() + wait}
    _held(claim).update(error=error[:500], **changes)


def _held(claim: Claim) -> QuerySet[Message]:
    """The message while this claim lasts; nothing once it was lost."""
    return Message.objects.filter(
        pk=claim.message_id, state=MessageState.SENDING, claimed_at=claim.claimed_at
    )


def withdraw_unsent(messages: QuerySet[Message]) -> int:
    """Takes back those of the mails that are not out; how many. Their keys are free again.

    In the convener's scope; the product is who acts: it follows from what somebody else did. One
    that a worker has begun may still go out; those behind it in its batch do not.
    """
    return _withdraw(messages.filter(Q(state__in=UNSENT) | WAITS_IN_A_BATCH))


def withdraw_idle(claim: Claim) -> bool:
    """Takes a claimed mail back when nobody needs it any more; whether nobody does.

    A signer's answer makes mail idle that a link may not change. In the convener's scope.
    """
    idle = _is_idle(
        Message.objects.only("kind", "subject_id", "created_at").get(pk=claim.message_id)
    )
    if idle:
        _withdraw(_held(claim))
    return idle


def send_again(message: Message, *, actor: Actor) -> bool:
    """Queues a mail that failed once more; False when nobody needs it: it is taken back then.

    Raises IllegalMove.
    """
    changes = {"not_before": timezone.now(), "attempts": 0, "error": ""}
    row = transition(MESSAGES, message, "send_again", actor, changes=changes)
    if _is_idle(row):
        withdraw_unsent(Message.objects.filter(pk=row.pk))
        return False
    wake_sender()
    return True


def _is_idle(message: Message) -> bool:
    return message.kind in idle_mail and idle_mail[message.kind](message)


def _withdraw(messages: QuerySet[Message]) -> int:
    rows = list(messages.select_for_update(of=("self",), no_key=True).order_by("pk"))
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=MessageState.WITHDRAWN, dedupe_key=FREED_KEY
    )
    after = {"state": MessageState.WITHDRAWN.value}
    for row in rows:
        record_event(SYSTEM, "withdraw", row, before={"state": row.state}, after=after)
    return len(rows)


def sweep_claims() -> int:
    """Queues again what a dead worker had claimed, and releases ended pauses; how many.

    Whether the mail server had accepted a mail that was begun is unknown: it goes out again,
    marked, with the same Message-ID, at most once a crash. After six tries it fails instead: it
    may be what ends its workers.
    """
    with connection.cursor() as cursor:
        cursor.execute(RELEASE)
    stale = Message.objects.filter(
        state=MessageState.SENDING, claimed_at__lt=timezone.now() - CLAIM_VALID_FOR
    )
    waiting = stale.filter(WAITS_IN_A_BATCH).update(state=MessageState.QUEUED)
    stale.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=MessageState.FAILED, resent=True, error=BROKE_OFF
    )
    return waiting + stale.update(state=MessageState.QUEUED, resent=True)


def set_preference(
    email: str, *, subject_id: UUID | None, pause_days: int = 0, stop: bool = False
) -> None:
    """What a person asked of this convener's reminders; the newest row counts.

    pause_days: nothing until then. stop: never again. Neither: go on as usual.
    """
    now = timezone.now()
    chosen = MailPreference.objects.create(
        email=email.strip().lower(),
        subject_id=subject_id,
        paused_until=(now + timedelta(days=pause_days)).date() if pause_days else None,
        stopped_at=now if stop else None,
    )
    actor = Actor.of_link(chosen.email, subject_id) if subject_id else SYSTEM
    after = {"paused_until": str(chosen.paused_until)} if chosen.paused_until else {}
    verb = "stopped mail" if stop else "paused mail" if pause_days else "resumed mail"
    record_event(actor, verb, chosen, after=after)


def standing_choice(subject_id: UUID, email: str) -> str:
    """What was last said through a link about its address: "pause", "stop", or "" for neither."""
    last = MailPreference.objects.filter(
        subject_id=subject_id, email=normalise_email(email)
    ).first()
    if last is None:
        return ""
    if last.stopped_at:
        return "stop"
    return "pause" if last.paused_until and last.paused_until >= timezone.localdate() else ""
