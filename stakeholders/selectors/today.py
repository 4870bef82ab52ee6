"""What waits in recruitment: one statement for candidacies past their limit and overdue needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from config.access import role_may
from config.tenancy.rows import read_rows
from partnerships.selectors.memberships import VISIBLE, delegate_of
from stakeholders.models import STAGE_LIMIT

WAITING = f"""
SELECT 'candidacy' AS what, c.id, p.slug, p.name AS partnership, o.name AS words, c.stage,
  c.stage_since AS since, NULL::date AS needed_by, c.owner_id
FROM stakeholders_candidacy c
JOIN partnerships_partnership p ON p.convener_id = c.convener_id AND p.id = c.partnership_id
JOIN stakeholders_organization o ON o.convener_id = c.convener_id AND o.id = c.organization_id
WHERE %(candidacies)s AND c.convener_id = %(convener)s AND c.stage_since < %(limit)s
  AND c.stage IN ('identified', 'contacted', 'interviewing', 'matched', 'invited')
  AND p.phase <> 'closed' AND {VISIBLE}
UNION ALL
SELECT 'need', n.id, p.slug, p.name, n.description, '', NULL, n.needed_by, p.leader_id
FROM stakeholders_need n
JOIN partnerships_partnership p ON p.convener_id = n.convener_id AND p.id = n.partnership_id
WHERE %(needs)s AND n.convener_id = %(convener)s AND n.status = 'open'
  AND n.needed_by < %(today)s AND p.phase <> 'closed' AND {VISIBLE}
"""  # noqa: S608  # VISIBLE is a constant


def waiting_rows(membership: Any, today: date) -> list[Any]:
    """Rows of what the member's role works on; `what` is "candidacy" or "need"."""
    return read_rows(
        WAITING,
        candidacies=role_may(membership.role, "candidacies.work"),
        needs=role_may(membership.role, "recruitment.plan"),
        limit=timezone.now() - STAGE_LIMIT - timedelta(days=1),
        today=today,
        delegate=delegate_of(membership),
    )
