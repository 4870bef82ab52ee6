"""What elements 3 and 4 are judged by, of many partnerships in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from config.tenancy.rows import read_rows
from stakeholders.models import STAGE_LIMIT

FACTS = """
SELECT p.id, need.total AS needs, need.is_overdue, coalesce(seat.rows, '[]') AS seats,
  late.id AS late_id, coalesce(late.name, '') AS late_name, partner.total AS partners,
  partner.silent
FROM unnest(%(partnerships)s::uuid[]) AS p(id)
CROSS JOIN LATERAL (
  SELECT count(*) AS total,
    coalesce(bool_or(n.status = 'open' AND n.needed_by < %(today)s), false) AS is_overdue
  FROM stakeholders_need n WHERE n.convener_id = %(convener)s AND n.partnership_id = p.id
) need
CROSS JOIN LATERAL (
  SELECT json_agg(json_build_array(f.title, f.seats, (
      SELECT count(*) FROM stakeholders_candidacy c WHERE c.convener_id = %(convener)s
      AND c.partnership_id = p.id AND c.profile_id = f.id AND c.stage = 'committed'
    )) ORDER BY f.created_at, f.id) AS rows
  FROM stakeholders_participantprofile f
  WHERE f.convener_id = %(convener)s AND f.partnership_id = p.id
) seat
LEFT JOIN LATERAL (
  SELECT c.id, o.name FROM stakeholders_candidacy c
  JOIN stakeholders_organization o ON o.convener_id = c.convener_id AND o.id = c.organization_id
  WHERE c.convener_id = %(convener)s AND c.partnership_id = p.id
    AND c.stage IN ('identified', 'contacted', 'interviewing', 'matched', 'invited')
    AND c.stage_since <= %(late_since)s
  ORDER BY c.stage_since LIMIT 1
) late ON true
CROSS JOIN LATERAL (
  SELECT count(DISTINCT o.id) AS total,
    count(DISTINCT o.id) FILTER (WHERE o.stated_goal = '') AS silent
  FROM stakeholders_candidacy c
  JOIN stakeholders_organization o ON o.convener_id = c.convener_id AND o.id = c.organization_id
  WHERE c.convener_id = %(convener)s AND c.partnership_id = p.id
    AND c.stage IN ('invited', 'committed')
) partner
"""


@dataclass(frozen=True)
class SeatFact:
    """One profile's seats, and how many organizations have committed to it."""

    title: str
    total: int
    committed: int

    @property
    def filled(self) -> int:
        """Seats that are taken."""
        return min(self.committed, self.total)


@dataclass(frozen=True)
class RecruitmentFacts:
    """One partnership's recruitment.

    late_id, late_name: the candidacy that waits longest past its limit, and its organization.
    partners: organizations that are invited or committed; silent: those without a stated goal.
    """

    needs: int
    is_overdue: bool
    seats: list[SeatFact]
    late_id: UUID | None
    late_name: str
    partners: int
    silent: int


def recruitment_facts(partnerships: Sequence[Any], today: date) -> dict[UUID, RecruitmentFacts]:
    """The facts of each partnership; one statement."""
    rows = read_rows(
        FACTS,
        partnerships=[one.pk for one in partnerships],
        today=today,
        late_since=timezone.now() - STAGE_LIMIT - timedelta(days=1),
    )
    return {
        row.id: RecruitmentFacts(
            row.needs,
            row.is_overdue,
            [SeatFact(*seat) for seat in row.seats],
            row.late_id,
            row.late_name,
            row.partners,
            row.silent,
        )
        for row in rows
    }
