"""What waits in check-ins and evaluations: one statement for everything that Today shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from config.access import role_may
from config.tenancy.rows import read_rows
from partnerships.selectors.memberships import VISIBLE, delegate_of

#: A follow-up is a partner slipping from the first day on; after its own day it is late.
FOLLOW_UPS_AHEAD = timedelta(days=30)
#: An open round shows up on Today when it closes within these days.
ROUNDS_AHEAD = timedelta(days=14)

WAITING = f"""
SELECT 'follow_up' AS what, f.id, p.slug, f.title AS words, f.kind, f.detail,
  f.due_on AS day, f.owner_id, c.temperature, coalesce(c.note, '') AS note,
  NULL::int AS number, NULL::int AS invited, NULL::int AS answered
FROM partnerships_followup f
JOIN partnerships_partnership p ON p.convener_id = f.convener_id AND p.id = f.partnership_id
LEFT JOIN metrics_checkin c ON c.convener_id = f.convener_id AND c.id = f.source_id
WHERE %(follow_ups)s AND f.convener_id = %(convener)s AND f.done_at IS NULL
  AND f.due_on <= %(due)s AND p.phase <> 'closed' AND {VISIBLE}
UNION ALL
SELECT 'unowned', s.id, p.slug, o.name, '', '', s.next_on, NULL, NULL, '', NULL, NULL, NULL
FROM metrics_checkinschedule s
JOIN partnerships_partnership p ON p.convener_id = s.convener_id AND p.id = s.partnership_id
JOIN stakeholders_organization o ON o.convener_id = s.convener_id AND o.id = s.organization_id
LEFT JOIN partnerships_membership m ON m.convener_id = s.convener_id AND m.id = s.owner_id
WHERE %(check_ins)s AND s.convener_id = %(convener)s AND s.is_active
  AND (m.id IS NULL OR NOT m.is_active) AND p.phase <> 'closed' AND {VISIBLE}
UNION ALL
SELECT 'round', r.id, p.slug, p.name, '', '', r.closes_on, r.started_by_id, NULL, '', r.number,
  i.invited, i.answered
FROM metrics_evaluationround r
JOIN partnerships_partnership p ON p.convener_id = r.convener_id AND p.id = r.partnership_id
CROSS JOIN LATERAL (
  SELECT count(*)::int AS invited, (count(*) FILTER (WHERE n.has_answered))::int AS answered
  FROM metrics_evaluationinvitation n
  WHERE n.convener_id = r.convener_id AND n.round_id = r.id) i
WHERE %(evaluations)s AND r.convener_id = %(convener)s AND r.state = 'open'
  AND r.closes_on <= %(closing)s AND i.answered < i.invited AND p.phase <> 'closed' AND {VISIBLE}
"""  # noqa: S608  # VISIBLE is a constant


def waiting_rows(membership: Any, today: date) -> list[Any]:
    """Rows of what the member may see; `what` is "follow_up", "unowned" or "round".

    words: the follow-up's title, the schedule's organization, or the round's partnership.
    """
    return read_rows(
        WAITING,
        due=today + FOLLOW_UPS_AHEAD,
        closing=today + ROUNDS_AHEAD,
        follow_ups=role_may(membership.role, "follow_ups.work"),
        check_ins=role_may(membership.role, "check_ins.manage"),
        evaluations=role_may(membership.role, "evaluations.manage"),
        delegate=delegate_of(membership),
    )
