"""What time does to check-ins: sent, reminded once, closed without an answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from config.tenancy.scopes import current_scope
from metrics.models import CHECK_INS, WAITING, CheckIn, CheckInState
from metrics.rules.check_in_calendar import next_sending_time
from metrics.selectors.check_in_standing import IS_PARTNER
from metrics.services.check_in_answers import UNANSWERED_CHECK_INS, open_follow_up
from metrics.services.check_in_production import LINK_DAYS
from partnerships.models import FollowUp, Message, MessageState
from partnerships.services.audit import SYSTEM
from partnerships.services.outbox import wake_sender, withdraw_unsent
from partnerships.services.transitions import transition
from stakeholders.models import PARTNER_STAGES
from stakeholders.selectors.partners import partners_of


def conveners_with_check_in_work() -> list[UUID]:
    """Conveners for whom something is due now, in the dispatch scope.

    Dispatch reads dates and states only; names, goals and promises are read in each convener's
    own scope.
    """
    assert current_scope() is not None
    with connection.cursor() as cursor:
        cursor.execute(WITH_WORK)
        return [row[0] for row in cursor.fetchall()]


WITH_WORK = """
SELECT c.id FROM partnerships_convener c,
  LATERAL (SELECT (now() AT TIME ZONE c.time_zone)::date AS today) t
WHERE EXISTS (SELECT FROM metrics_checkinschedule s
    WHERE s.convener_id = c.id AND s.is_active AND s.next_on <= t.today)
  OR EXISTS (SELECT FROM metrics_checkin k
    WHERE k.convener_id = c.id AND (k.state IN ('scheduled', 'answered')
      OR k.state = 'sent' AND (k.remind_on <= t.today OR k.closes_on < t.today)))
"""


def mark_sent(convener: Any) -> int:
    """Moves check-ins on whose mail the mail server has accepted; the outbox keeps when."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, {"convener": convener.pk})
        return int(cursor.rowcount)


MARK_SENT = """
UPDATE metrics_checkin k SET state = 'sent'
WHERE k.convener_id = %(convener)s AND k.state = 'scheduled' AND EXISTS (
  SELECT FROM partnerships_message m WHERE m.convener_id = k.convener_id
    AND m.subject_id = k.id AND m.state = 'sent')
"""


def remind(convener: Any, now: datetime | None = None) -> int:
    """Queues the one reminder of each check-in that has none and waits since five days.

    Not for a paused schedule, nor to who is no longer a partner. It goes out in working hours.
    Pauses and stops that the person asked for are applied by the outbox.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            REMIND,
            {
                "convener": convener.pk,
                "now": now,
                "today": _today(convener, now),
                "not_before": next_sending_time(now, convener.time_zone),
                "link_days": LINK_DAYS,
                "partner_stages": list(PARTNER_STAGES),
            },
        )
        made = int(cursor.rowcount)
    if made:
        transaction.on_commit(wake_sender)
    return made


REMIND = f"""
WITH due AS (
  UPDATE metrics_checkin k SET remind_on = NULL
  FROM metrics_checkinschedule s
  WHERE k.convener_id = %(convener)s AND k.state = 'sent' AND k.remind_on <= %(today)s
    AND k.closes_on > %(today)s
    AND s.convener_id = k.convener_id AND s.id = k.schedule_id AND s.is_active
    AND {IS_PARTNER}
  RETURNING k.*
)
INSERT INTO partnerships_message (
  convener_id, created_at, kind, stream, to_name, to_email, reply_to, subject_id, context,
  link_purpose, link_days, attachment, attachment_name, dedupe_key, not_before, state, attempts,
  error, resent)
SELECT convener_id, %(now)s, 'check_in_reminder', 'reminder', contact_name, contact_email, '', id,
  jsonb_build_object('partnership', partnership_name, 'organization', organization_name,
    'owner', owner_name, 'cadence', cadence,
    'closes_on', to_char(closes_on, 'FMMon FMDD, YYYY')),
  'check_in', %(link_days)s, '', '', 'check-in-reminder:' || id, %(not_before)s, 'queued', 0, '',
  false
FROM due ON CONFLICT DO NOTHING
"""  # noqa: S608  # only a constant is put in


def is_question_over(message: Message) -> bool:
    """Whether nobody is to be asked any more: a partner no longer, or in a closed partnership."""
    check_in = CheckIn.objects.select_related("schedule", "partnership").get(pk=message.subject_id)
    partners = partners_of(check_in.partnership)
    is_partner = partners.filter(organization=check_in.schedule.organization_id).exists()
    return check_in.partnership.is_closed or not is_partner


def close_overdue(convener: Any, now: datetime | None = None) -> int:
    """Closes check-ins past their last day; two unanswered in a row open a follow-up (B12)."""
    overdue = CheckIn.objects.filter(
        state__in=WAITING, closes_on__lt=_today(convener, now or timezone.now())
    )
    rows = list(overdue.select_for_update(skip_locked=True, of=("self",)))
    withdraw_unsent(Message.objects.filter(subject_id__in=[row.pk for row in rows]))
    for row in rows:
        closed = transition(CHECK_INS, row, "expire", SYSTEM)
        if _is_second_in_a_row(closed):
            open_follow_up(
                closed,
                kind=UNANSWERED_CHECK_INS,
                title=f"Reach {closed.organization_name}",
                detail="Two check-ins unanswered. A call, not a third mail.",
            )
    return len(rows)


def _is_second_in_a_row(check_in: CheckIn) -> bool:
    """Whether this and the one before reached the partner and got no answer.

    One that never left the outbox (paused, failed) is no silence. While a follow-up about this
    partner's silence is open, no second one is made.
    """
    of_schedule = CheckIn.objects.filter(schedule_id=check_in.schedule_id)
    before = of_schedule.filter(due_on__lt=check_in.due_on).order_by("-due_on").first()
    if before is None or before.state != CheckInState.UNANSWERED:
        return False
    pair = [check_in.pk, before.pk]
    asked = Message.objects.filter(subject_id__in=pair, kind="check_in", state=MessageState.SENT)
    reached = asked.values("subject_id").distinct().count()
    open_already = FollowUp.objects.filter(
        kind=UNANSWERED_CHECK_INS, source_id__in=of_schedule.values("pk"), done_at=None
    )
    return reached == len(pair) and not open_already.exists()


def _today(convener: Any, now: datetime) -> date:
    return now.astimezone(ZoneInfo(convener.time_zone)).date()
