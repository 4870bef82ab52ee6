"""Promises of both sides and agreements by state, for the dashboard and its PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from agreements.models import Agreement, AgreementState, Commitment, CommitmentState, Side
from metrics.panels import Panel
from metrics.panels import Side as Column

MISSED_SHOWN = 4


@dataclass(frozen=True)
class SideLine:
    """What became of one side's promises due so far, and how many are to come."""

    name: str
    kept: int
    missed: int
    open: int
    to_come: int

    @property
    def due(self) -> int:
        """How many had fallen due."""
        return self.kept + self.missed + self.open

    @property
    def decided(self) -> int:
        """How many were marked kept or missed."""
        return self.kept + self.missed

    @property
    def share_kept(self) -> str:
        """Of those kept or missed."""
        return f"{round(100 * self.kept / self.decided)}%" if self.decided else "none decided yet"


def promises_panel(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    """Both sides' promises; None while no agreement is complete. Three queries."""
    counts: dict[tuple[str, str, bool], int] = {}
    rows = Commitment.objects.filter(partnership=partnership).values_list("side", "state", "due_on")
    for side, state, due_on in rows:
        key = (side, state, due_on <= today)
        counts[key] = counts.get(key, 0) + 1
    if not counts:
        return None
    partners = (
        Agreement.objects.filter(partnership=partnership, state=AgreementState.COMPLETE)
        .values("organization")
        .distinct()
        .count()
    )
    lines = [
        _line(f"{partners} partners" if partners != 1 else "1 partner", Side.PARTNER, counts),
        _line(f"{convener.short_name} (us)", Side.CONVENER, counts),
    ]
    missed = list(
        Commitment.objects.filter(partnership=partnership, state=CommitmentState.MISSED)
        .select_related("agreement__organization")
        .order_by("-due_on")[:MISSED_SHOWN]
    )
    return {
        "finding": finding_of(lines),
        "basis": f"Promises due up to today, from signed agreements. {_summary(lines)}",
        "lines": lines,
        "missed": [
            {
                "who": convener.short_name
                if one.side == Side.CONVENER
                else one.agreement.organization.name,
                "text": one.text,
                "due_on": one.due_on,
            }
            for one in missed
        ],
        "largest": max(line.due + line.to_come for line in lines),
    }


def _line(name: str, side: str, counts: dict[tuple[str, str, bool], int]) -> SideLine:
    def number(state: str, is_due: bool) -> int:
        return counts.get((side, state, is_due), 0)

    return SideLine(
        name=name,
        kept=number("kept", True) + number("kept", False),
        missed=number("missed", True) + number("missed", False),
        open=number("open", True),
        to_come=number("open", False),
    )


def finding_of(lines: list[SideLine]) -> str:
    """What the two bars say."""
    partners, us = lines
    if not (partners.due or us.due):
        return "No promise has fallen due yet"
    if us.missed:
        noun = "miss is" if us.missed == 1 else f"{us.missed} misses are"
        return f"Our own {noun} visible to all partners"
    if partners.missed:
        return "We kept our side; partners missed some of theirs"
    if partners.open or us.open:
        return "No promise was missed; some are due and not yet marked"
    return "Both sides kept every promise that fell due"


def _summary(lines: list[SideLine]) -> str:
    partners, us = lines
    return f"Partners kept {partners.kept} of {partners.due}; we kept {us.kept} of {us.due}."


def agreements_panel(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    """How many agreements are in each state; None while there are none. One query."""
    counts = dict(
        Agreement.objects.filter(partnership=partnership)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    if not counts:
        return None
    complete = counts.get(AgreementState.COMPLETE, 0)
    waiting = counts.get(AgreementState.SENT, 0) + counts.get(AgreementState.PARTNER_SIGNED, 0)
    total = sum(counts.values())
    noun = "agreement is" if total == 1 else "agreements are"
    return {
        "finding": f"{complete} of {total} {noun} complete"
        + (f"; {waiting} {'waits' if waiting == 1 else 'wait'} for a signature" if waiting else ""),
        "basis": "Every agreement of this partnership, by what it waits for.",
        "rows": [(state.label, counts[state]) for state in AgreementState if state in counts],
        "total": total,
    }


PROMISES = Panel(
    key="promises",
    order=40,
    side=Column.WIDE,
    read=promises_panel,
    template="metrics/panel_promises.html",
    document_template="pdf/dashboard_promises.html",
)
AGREEMENTS = Panel(
    key="agreements",
    order=60,
    side=Column.WIDE,
    read=agreements_panel,
    template="metrics/panel_agreements.html",
    document_template="pdf/dashboard_agreements.html",
)
