"""Queueing, claiming and recording mails. Sending itself is in `config.mail`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from config.queueing import queue
from config.tenancy.scopes import current_scope
from partnerships.models import (
    UNSENT,
    MailPreference,
    Message,
    MessageState,
    Stream,
    normalise_email,
)
from partnerships.services.audit import SYSTEM, Actor, record_event

#: A claim older than this belongs to a worker that died; the message goes out again.
CLAIM_VALID_FOR = timedelta(minutes=3)
BATCH = 50
MAX_ATTEMPTS = 6


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


def claim_due_messages(limit: int = BATCH) -> list[tuple[UUID, UUID]]:
    """Claims due messages in the dispatch scope; `(convener_id, message_id)` of each.

    Reminders to somebody who paused or stopped them become held. Two workers never claim one
    row: SKIP LOCKED passes over what the other has.
    """
    assert current_scope() is not None
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [Stream.REMINDER])
        cursor.execute(CLAIM, [limit])
        return cursor.fetchall()


HOLD = """
UPDATE partnerships_message m SET state = 'held'
WHERE m.state = 'queued' AND m.not_before <= now() AND m.stream = %s AND (
  SELECT p.stopped_at IS NOT NULL OR coalesce(p.paused_until >= current_date, false)
  FROM partnerships_mailpreference p
  WHERE p.convener_id = m.convener_id AND p.email = lower(m.to_email)
  ORDER BY p.created_at DESC LIMIT 1)
"""
CLAIM = """
UPDATE partnerships_message SET state = 'sending', claimed_at = now(), attempts = attempts + 1
WHERE id IN (
  SELECT id FROM partnerships_message WHERE state = 'queued' AND not_before <= now()
  ORDER BY not_before LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING convener_id, id
"""
RELEASE = """
UPDATE partnerships_message m SET state = 'queued'
WHERE m.state = 'held' AND NOT coalesce((
  SELECT p.stopped_at IS NOT NULL OR coalesce(p.paused_until >= current_date, false)
  FROM partnerships_mailpreference p
  WHERE p.convener_id = m.convener_id AND p.email = lower(m.to_email)
  ORDER BY p.created_at DESC LIMIT 1), false)
"""


def record_sent(message_id: UUID) -> None:
    """The mail server accepted it."""
    Message.objects.filter(pk=message_id, state=MessageState.SENDING).update(
        state=MessageState.SENT, sent_at=timezone.now(), error=""
    )


def record_failure(message_id: UUID, error: str) -> None:
    """Tries again later, longer each time (1, 2, 4, … minutes), and gives up after six."""
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=message_id)
    if attempts >= MAX_ATTEMPTS:
        changes: dict[str, Any] = {"state": MessageState.FAILED}
    else:
        wait = timedelta(minutes=2 ** (attempts - 1))
        changes = {"state": MessageState.QUEUED, "not_before": timezone.now() + wait}
    Message.objects.filter(pk=message_id, state=MessageState.SENDING).update(
        error=error[:500], **changes
    )


def withdraw_unsent(messages: QuerySet[Message]) -> int:
    """Takes back those of the mails that are not out; how many. Their keys are free again.

    One that a worker has in hand may still go out.
    """
    key = Concat(Value("withdrawn:"), Cast("id", CharField()))
    return messages.filter(state__in=UNSENT).update(state=MessageState.WITHDRAWN, dedupe_key=key)


def sweep_claims() -> int:
    """Queues again what a dead worker had claimed, marked, and releases ended pauses.

    Whether the mail server had accepted such a message is unknown: it goes out again with the
    same Message-ID, at most once a crash.
    """
    with connection.cursor() as cursor:
        cursor.execute(RELEASE)
    return Message.objects.filter(
        state=MessageState.SENDING, claimed_at__lt=timezone.now() - CLAIM_VALID_FOR
    ).update(state=MessageState.QUEUED, resent=True)


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
