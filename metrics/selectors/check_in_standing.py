"""How a partnership's check-ins stand: the latest finished one of each present partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from config.tenancy.rows import read_rows
from metrics.models import GIVEN
from metrics.rules.check_in_calendar import LOW_TEMPERATURE
from stakeholders.models import PARTNER_STAGES

#: Others than the convener see results of so many partners together (the check-in's door).
TOGETHER = 5


@dataclass(frozen=True)
class Standing:
    """How a partnership's latest check-ins stand.

    schedules: those that go on; none where all are paused. asked, answered: of them, those with a
    finished check-in. out, waiting: those with one whose mail is out, or is not yet. low, silent:
    low answers and repeated silences after which nobody has called; called: those after which
    somebody has. silent_once: first silences. partners: organizations among those that answered.
    """

    schedules: int
    asked: int
    answered: int
    middle: float | None
    out: int = 0
    waiting: int = 0
    low: int = 0
    silent: int = 0
    silent_once: int = 0
    called: int = 0
    partners: int = 0

    @property
    def without_answers(self) -> Standing:
        """As it may be told to those who do not see check-ins: see the door's own promise."""
        middle = self.middle if self.partners >= TOGETHER else None
        return replace(self, middle=middle, low=0, called=0)

    @property
    def words(self) -> str:
        """`12 of 14 checked in, median 4 of 5`; before the first answer, how far asking is."""
        if not self.schedules:
            return "all check-ins are paused"
        if not self.asked:
            return self._before_answers
        checked = f"{self.answered} of {self.asked} checked in"
        return checked if self.middle is None else f"{checked}, median {self.middle:g} of 5"

    @property
    def _before_answers(self) -> str:
        if self.out:
            return f"{self.out} of {self.schedules} asked, no answer yet"
        if self.waiting:
            return f"{self.waiting} of {self.schedules} about to be asked"
        return f"{self.schedules} to be asked, none so far"

    @property
    def now_words(self) -> str:
        """The words, and what is open at this moment beside earlier answers."""
        return f"{self.words}; {self.out} open now" if self.asked and self.out else self.words


#: The organization of schedule `s` is a partner of its partnership: invited or committed.
IS_PARTNER = """EXISTS (SELECT FROM stakeholders_candidacy d WHERE d.convener_id = s.convener_id
    AND d.partnership_id = s.partnership_id AND d.organization_id = s.organization_id
    AND d.stage = ANY(%(partner_stages)s))"""
#: Present partners' schedules of partnership `p` by how they are now; for statements that read many
#: partnerships at once. A check-in's mail may be out before the check-in says so.
SCHEDULES = f"""(SELECT json_build_object(
    'active', count(*) FILTER (WHERE s.is_active),
    'paused', count(*) FILTER (WHERE NOT s.is_active),
    'out', count(*) FILTER (WHERE s.is_active AND k.is_out),
    'waiting', count(*) FILTER (WHERE s.is_active AND NOT k.is_out))
  FROM metrics_checkinschedule s LEFT JOIN LATERAL (
    SELECT c.state = 'sent' OR EXISTS (
      SELECT FROM partnerships_message m WHERE m.convener_id = c.convener_id
      AND m.subject_id = c.id AND m.state = 'sent') AS is_out
    FROM metrics_checkin c
    WHERE c.convener_id = s.convener_id AND c.schedule_id = s.id
      AND c.state IN ('scheduled', 'sent')) k ON true
  WHERE s.convener_id = %(convener)s AND s.partnership_id = p.id
    AND {IS_PARTNER})"""  # noqa: S608  # only a constant is put in
#: The latest finished check-in of each of them that is active, and what it asks of us: "called"
#: where somebody called after the answer, "due" where somebody should, "once" after a first
#: silence, which asks for nothing yet; and whose it is. One whose question never arrived is no
#: silence; without a mail on record it did.
ANSWERS = f"""(SELECT coalesce(json_agg(json_build_array(k.state, k.temperature, CASE
    WHEN EXISTS (SELECT FROM metrics_checkin a JOIN partnerships_followup f
      ON f.convener_id = a.convener_id AND f.source_id = a.id
      WHERE a.convener_id = s.convener_id AND a.schedule_id = s.id
      AND f.kind IN ('low_check_in', 'unanswered_check_ins') AND f.done_at IS NOT NULL
      AND (a.id = k.id AND f.done_at >= coalesce(k.answered_at, f.done_at)
        OR f.done_at::date > k.closes_on)) THEN 'called'
    WHEN k.state <> 'unanswered' OR EXISTS (SELECT FROM metrics_checkin a
      JOIN partnerships_followup f ON f.convener_id = a.convener_id AND f.source_id = a.id
      WHERE a.convener_id = s.convener_id AND a.schedule_id = s.id
      AND f.kind = 'unanswered_check_ins' AND f.done_at IS NULL) THEN 'due'
    ELSE 'once' END, s.organization_id)), '[]')
  FROM metrics_checkinschedule s CROSS JOIN LATERAL (
    SELECT c.id, c.state, c.temperature, c.closes_on, c.answered_at FROM metrics_checkin c
    WHERE c.convener_id = s.convener_id AND c.schedule_id = s.id
      AND (c.state IN ('answered', 'recorded') OR c.state = 'unanswered' AND (
        SELECT coalesce(bool_or(m.state = 'sent'), true) FROM partnerships_message m
        WHERE m.convener_id = c.convener_id AND m.subject_id = c.id AND m.kind = 'check_in'))
    ORDER BY c.due_on DESC, c.created_at DESC LIMIT 1) k
  WHERE s.convener_id = %(convener)s AND s.partnership_id = p.id AND s.is_active
    AND {IS_PARTNER})"""  # noqa: S608  # as above

STANDING = f"""SELECT {SCHEDULES} AS schedules, {ANSWERS} AS answers
  FROM (SELECT %(partnership)s::uuid AS id) p"""  # noqa: S608  # only constants are put in


def standing_of_schedules(
    schedules: Mapping[str, int], finished: Sequence[Sequence[Any]]
) -> Standing | None:
    """The standing of a partnership; None where no present partner is to be asked.

    schedules: counts by how they are. finished: state, temperature, what it asks of us and the
    organization, of each active schedule's latest finished check-in (see SCHEDULES and ANSWERS).
    """
    if not schedules["active"] and not schedules["paused"]:
        return None
    given = [row for row in finished if row[0] in GIVEN]
    answers = [temperature for _, temperature, *_ in given]
    worries = Counter(
        (state in GIVEN, asks)
        for state, temperature, asks, _ in finished
        if state not in GIVEN or temperature <= LOW_TEMPERATURE
    )
    return Standing(
        schedules=schedules["active"],
        asked=len(finished),
        answered=len(answers),
        middle=float(median(answers)) if answers else None,
        out=schedules["out"],
        waiting=schedules["waiting"],
        low=worries[True, "due"],
        silent=worries[False, "due"],
        silent_once=worries[False, "once"],
        called=worries[True, "called"] + worries[False, "called"],
        partners=len({organization for *_, organization in given}),
    )


def check_in_standing(partnership: Any) -> Standing | None:
    """How one partnership's check-ins stand; one statement."""
    [row] = read_rows(STANDING, partnership=partnership.pk, partner_stages=list(PARTNER_STAGES))
    return standing_of_schedules(row.schedules, row.answers)
