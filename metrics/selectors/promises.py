"""Promises of both sides and agreements by state, for the dashboard and its PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from agreements.models import Agreement, AgreementState, Commitment, CommitmentState, Side
from metrics.panels import Panel
from metrics.panels import Side as Column

MISSED_SHOWN = 4


@dataclass(frozen=True)
class SideLine:
    """What became of one side's promises that were kept or whose day has passed, and how many are
    to come.

    overdue: past their day and marked neither kept nor missed. Today calls them missed, so they
    count against the share here too.
    """

    name: str
    kept: int
    missed: int
    overdue: int
    to_come: int

    @property
    def due(self) -> int:
        """How many were kept, or should have been by now."""
        return self.kept + self.not_kept

    @property
    def not_kept(self) -> int:
        """Missed, or past their day without a word."""
        return self.missed + self.overdue

    @property
    def share_kept(self) -> str:
        """Of those that were due."""
        return f"{round(100 * self.kept / self.due)}%" if self.due else "none due yet"


def promises_panel(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    """Both sides' promises; None while no agreement is complete. Three queries."""
    counts: dict[tuple[str, str, bool], int] = {}
    rows = Commitment.objects.filter(partnership=partnership).values_list("side", "state", "due_on")
    for side, state, due_on in rows:
        key = (side, state, due_on < today)
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
    is_overdue = Q(state=CommitmentState.OPEN, due_on__lt=today)
    missed = list(
        Commitment.objects.filter(is_overdue | Q(state=CommitmentState.MISSED))
        .filter(partnership=partnership)
        .select_related("agreement__organization")
        .order_by("-due_on")[:MISSED_SHOWN]
    )
    return {
        "finding": finding_of(lines),
        "basis": f"Promises kept, or past their day, from signed agreements. {_summary(lines)}",
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
        overdue=number("open", True),
        to_come=number("open", False),
    )


def finding_of(lines: list[SideLine]) -> str:
    """What the two bars say."""
    partners, us = lines
    if not (partners.due or us.due):
        return "No promise has fallen due yet"
    if us.not_kept:
        return f"{_number_of(us.not_kept)} past the day we promised"
    if partners.not_kept:
        return "We kept our side; partners are past the day on some of theirs"
    return "Both sides kept every promise that fell due"


def _number_of(count: int) -> str:
    return "One promise of ours is" if count == 1 else f"{count} promises of ours are"


def _summary(lines: list[SideLine]) -> str:
    partners, us = lines
    if not (partners.due or us.due):
        return "None was due so far."
    return f"Partners kept {partners.kept} of {partners.due}; we kept {us.kept} of {us.due}."


def agreements_panel(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    """How many agreements are in each state; None while there are none. One query."""
    counts = dict(
        Agreement.objects.filter(partnership=partnership)
        .exclude(state=AgreementState.VOIDED)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    if not counts:
        return None
    complete = counts.get(AgreementState.COMPLETE, 0)
    waiting = counts.get(AgreementState.SENT, 0) + counts.get(AgreementState.PARTNER_SIGNED, 0)
    total, drafts = sum(counts.values()), counts.get(AgreementState.DRAFT, 0)
    return {
        "finding": _agreements_finding(total - drafts, complete, waiting, drafts),
        "basis": "Every agreement of this partnership, by what it waits for.",
        "rows": [(state.label, counts[state]) for state in AgreementState if state in counts],
        "total": total,
    }


def _agreements_finding(sent: int, complete: int, waiting: int, drafts: int) -> str:
    """A draft that nobody has received is not counted, and where there is one, that is said."""
    if not sent:
        return "No agreement was sent yet"
    noun = ("agreement" if sent == 1 else "agreements") + (" sent" if drafts else "")
    noun += " is" if sent == 1 else " are"
    verb = "waits" if waiting == 1 else "wait"
    rest = f"; {waiting} {verb} for a signature" if waiting else ""
    return f"{complete} of {sent} {noun} complete{rest}"


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
    is_half_page=True,
)
