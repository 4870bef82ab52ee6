"""How a partnership's check-ins stand: the latest finished one of each active schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from config.tenancy.rows import read_rows
from metrics.models import GIVEN


@dataclass(frozen=True)
class Standing:
    """How a partnership's latest check-ins stand. asked, answered: active schedules."""

    schedules: int
    asked: int
    answered: int
    middle: float | None
    lowest: int | None
    silent: int

    @property
    def words(self) -> str:
        """`12 of 14 checked in, median 4 of 5`."""
        if not self.asked:
            return f"{self.schedules} to be asked"
        checked = f"{self.answered} of {self.asked} checked in"
        return checked if self.middle is None else f"{checked}, median {self.middle:g} of 5"


#: Active schedules of partnership `p`, and the latest finished check-in of each; for statements
#: that read many partnerships at once.
SCHEDULES = """(SELECT count(*) FROM metrics_checkinschedule s
  WHERE s.convener_id = %(convener)s AND s.partnership_id = p.id AND s.is_active)"""
ANSWERS = """(SELECT coalesce(json_agg(json_build_array(k.state, k.temperature)), '[]')
  FROM metrics_checkinschedule s CROSS JOIN LATERAL (
    SELECT c.state, c.temperature FROM metrics_checkin c
    WHERE c.convener_id = s.convener_id AND c.schedule_id = s.id
      AND c.state IN ('answered', 'recorded', 'unanswered')
    ORDER BY c.due_on DESC, c.created_at DESC LIMIT 1) k
  WHERE s.convener_id = %(convener)s AND s.partnership_id = p.id AND s.is_active)"""

STANDING = f"""SELECT {SCHEDULES} AS schedules, {ANSWERS} AS answers
  FROM (SELECT %(partnership)s::uuid AS id) p"""  # noqa: S608  # only constants are put in


def standing_of_schedules(schedules: int, finished: Sequence[Sequence[Any]]) -> Standing | None:
    """The standing of a partnership; None where nobody is asked.

    finished: state and temperature of each active schedule's latest finished check-in.
    """
    if not schedules:
        return None
    answers = [temperature for state, temperature in finished if state in GIVEN]
    return Standing(
        schedules=schedules,
        asked=len(finished),
        answered=len(answers),
        middle=float(median(answers)) if answers else None,
        lowest=min(answers, default=None),
        silent=len(finished) - len(answers),
    )


def check_in_standing(partnership: Any) -> Standing | None:
    """How one partnership's check-ins stand; one statement."""
    [row] = read_rows(STANDING, partnership=partnership.pk)
    return standing_of_schedules(row.schedules, row.answers)
