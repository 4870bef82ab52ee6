"""Making due check-ins and their mails, in one statement a convener, none twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from metrics.rules.check_in_calendar import OPEN_DAYS, REMIND_AFTER_DAYS, next_sending_time
from metrics.selectors.check_in_standing import IS_PARTNER
from partnerships.services.outbox import wake_sender
from stakeholders.models import PARTNER_STAGES

#: Days that a check-in's link opens; longer than the check-in, since mail may wait a weekend.
LINK_DAYS = OPEN_DAYS + 7
#: At most so many in one transaction; who has more due runs again.
BATCH = 5000
#: Promises that came due at most this many days ago are asked about.
PROMISE_DAYS = 120


def produce_check_ins(convener: Any, now: datetime | None = None) -> int:
    """Makes check-ins of this convener that are due, with their mail; the number made, at most
    BATCH. An organization that is no longer a partner is not asked; its dates go on, so that it
    is asked again once it is one.

    Inside the convener's scope. The mail waits for working hours of the convener's zone. Two who
    run at once make each one once: the schedule's row is locked and moved on, one schedule has
    one open check-in at most, and the mail's key is the schedule and the date.
    """
    now = now or timezone.now()
    not_before = next_sending_time(now, convener.time_zone)
    condition = "s.is_active AND s.next_on <= %(today)s"
    lock = f"LIMIT {BATCH} FOR UPDATE OF s SKIP LOCKED"
    return _produce(convener, condition, now, not_before, lock=lock)


def produce_one(convener: Any, schedule_id: UUID) -> int:
    """Makes a check-in of one schedule at once, whatever the hour; 0 when one is open already."""
    now = timezone.now()
    return _produce(convener, "s.id = %(schedule)s", now, now, schedule=schedule_id)


def _produce(
    convener: Any,
    condition: str,
    now: datetime,
    not_before: datetime,
    *,
    lock: str = "FOR UPDATE OF s",
    schedule: UUID | None = None,
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            PRODUCE.format(
                condition=condition,
                lock=lock,
                next_on=NEXT_ON,
                number=NUMBER,
                is_partner=IS_PARTNER,
            ),
            {
                "convener": convener.pk,
                "schedule": schedule,
                "now": now,
                "today": now.astimezone(ZoneInfo(convener.time_zone)).date(),
                "not_before": not_before,
                "open_days": OPEN_DAYS,
                "remind_days": REMIND_AFTER_DAYS,
                "promise_days": PROMISE_DAYS,
                "link_days": LINK_DAYS,
                "partner_stages": list(PARTNER_STAGES),
            },
        )
        made = int(cursor.rowcount)
    if made:
        transaction.on_commit(wake_sender)
    return made


#: `metrics.rules.check_in_calendar.next_due_date` in SQL; a test holds the two together.
NEXT_ON = """CASE WHEN s.starts_on > %(today)s THEN s.starts_on
  WHEN (s.starts_on + make_interval(months => s.cadence * n.number))::date > %(today)s
    THEN (s.starts_on + make_interval(months => s.cadence * n.number))::date
  ELSE (s.starts_on + make_interval(months => s.cadence * (n.number + 1)))::date END"""
NUMBER = """(((extract(year FROM %(today)s::date) - extract(year FROM due.starts_on)) * 12
  + extract(month FROM %(today)s::date) - extract(month FROM due.starts_on))::int / due.cadence)"""

PRODUCE = """
WITH due AS MATERIALIZED (
  SELECT s.*, least(s.next_on, %(today)s) AS asked_for FROM metrics_checkinschedule s
  WHERE s.convener_id = %(convener)s AND {condition} {lock}
), moved AS (
  UPDATE metrics_checkinschedule s SET next_on = {next_on}
  FROM due, LATERAL (SELECT {number} AS number) n
  WHERE s.convener_id = %(convener)s AND s.id = due.id AND s.next_on <= %(today)s
), asked AS (
  INSERT INTO metrics_checkin (
    convener_id, created_at, schedule_id, partnership_id, owner_id, partnership_name,
    organization_name, contact_name, contact_email, owner_name, goal, cadence, due_on,
    remind_on, closes_on, state, goal_met, note)
  SELECT s.convener_id, %(now)s, s.id, s.partnership_id, s.owner_id, p.name, o.name, c.name,
    c.email, coalesce(m.name, ''), o.stated_goal, s.cadence, s.asked_for,
    %(today)s::date + %(remind_days)s, %(today)s::date + %(open_days)s, 'scheduled', '', ''
  FROM due s
  JOIN partnerships_partnership p ON p.convener_id = s.convener_id AND p.id = s.partnership_id
  JOIN stakeholders_organization o ON o.convener_id = s.convener_id AND o.id = s.organization_id
  JOIN stakeholders_contact c ON c.convener_id = s.convener_id AND c.id = s.contact_id
  LEFT JOIN partnerships_membership m ON m.convener_id = s.convener_id AND m.id = s.owner_id
  WHERE p.phase <> 'closed' AND c.email <> '' AND {is_partner}
  ON CONFLICT DO NOTHING
  RETURNING *
), items AS (
  INSERT INTO metrics_checkinitem (
    convener_id, created_at, check_in_id, commitment_id, side, text, due_on, answer,
    recorded_answer)
  SELECT k.convener_id, %(now)s, asked.id, k.id, k.side, k.text, k.due_on, '', ''
  FROM asked
  -- By its key, not from `due`: the planner takes a CTE for small and would compare all with all.
  JOIN metrics_checkinschedule s
    ON s.convener_id = asked.convener_id AND s.id = asked.schedule_id
  JOIN agreements_agreement a ON a.convener_id = s.convener_id
    AND a.partnership_id = s.partnership_id AND a.organization_id = s.organization_id
  JOIN agreements_commitment k ON k.convener_id = a.convener_id AND k.agreement_id = a.id
  WHERE k.state = 'open'
    AND k.due_on BETWEEN %(today)s::date - %(promise_days)s AND %(today)s::date
)
INSERT INTO partnerships_message (
  convener_id, created_at, kind, stream, to_name, to_email, reply_to, subject_id, context,
  link_purpose, link_days, attachment, attachment_name, dedupe_key, not_before, state, attempts,
  error, resent)
SELECT convener_id, %(now)s, 'check_in', 'reminder', contact_name, contact_email, '', id,
  jsonb_build_object('partnership', partnership_name, 'organization', organization_name,
    'owner', owner_name, 'cadence', cadence,
    'closes_on', to_char(closes_on, 'FMMon FMDD, YYYY')),
  'check_in', %(link_days)s, '', '', 'check-in:' || schedule_id || ':' || due_on,
  %(not_before)s, 'queued', 0, '', false
FROM asked
ON CONFLICT DO NOTHING
"""
