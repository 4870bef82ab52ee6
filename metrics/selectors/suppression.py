"""Small counts of people are hidden here, and nowhere else: page, API, export, PDF and what is
shared with a state agency all read figures through `shown_figures` (a table with its parts) or
`single_figure`.

The rules (34 CFR 99 as states apply it; the threshold is each convener's own):
1. a count of people above zero and under the threshold is hidden;
2. where hidden parts could be found by subtracting the others from the whole, the next smallest
   parts are hidden too, until they cannot;
3. a percentage or an amount about fewer people than the threshold is hidden;
4. a percentage over 95 or under 5 is shown as "over 95%" or "under 5%".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from metrics.models import PEOPLE, IndicatorKind

TOP, BOTTOM = Decimal(95), Decimal(5)


@dataclass(frozen=True)
class Figure:
    """A figure as it may be shown.

    value: None when hidden. bound: "over" or "under" when the value is a limit.
    """

    kind: str
    value: Decimal | None
    qualifier: str = "exact"
    bound: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether the figure is kept back."""
        return self.value is None

    @property
    def is_at_least(self) -> bool:
        """Whether the true number may be higher."""
        return self.qualifier == "at_least"


def hidden_parts(counts: Sequence[Decimal], threshold: int) -> tuple[set[int], bool]:
    """Which parts of a whole to hide, by position, and whether the whole must be hidden too.

    Somebody who knows the rules and the whole must not be able to work out a hidden part.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < threshold}
    total = sum(counts)
    if 0 < total < threshold:
        return hidden, True
    if not hidden:
        return hidden, False
    larger = sorted({count for count in counts if count >= threshold})
    while _can_be_worked_out([counts[place] for place in hidden], threshold):
        if not larger:
            return hidden, True
        # All parts of one size go together: which of two equals is hidden would be telling.
        hidden |= {place for place, count in enumerate(counts) if count == larger[0]}
        larger.pop(0)
    return hidden, False


def _can_be_worked_out(parts: Sequence[Decimal], threshold: int) -> bool:
    """Whether the sum of the hidden parts gives one away.

    One part is its sum. A sum under the threshold is itself a small count. All parts at one, or
    all at the largest small count, leave no other way to make the sum.
    """
    total = sum(parts)
    if len(parts) < 2 or total < threshold:
        return True
    return total in (len(parts), len(parts) * (threshold - 1))


def shown_figures(rollups: Iterable[Any], threshold: int) -> dict[UUID, Figure]:
    """The figure of each roll-up row as it may be shown, by the row's id.

    rollups: rows with their `indicator`; the whole and all parts of a slice must be among them
    for the parts to be protected. threshold: the convener's smallest count that is shown.
    """
    rows = list(rollups)
    hidden = {
        row.pk
        for row in rows
        if is_small(row.indicator.kind, row.value, row.denominator, threshold)
    }
    wholes = {_slice_of(row): row for row in rows if not row.breakdown_key}
    parts: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        if row.breakdown_key and row.indicator.kind in PEOPLE:
            parts[(*_slice_of(row), row.breakdown_key)].append(row)
    for key, members in parts.items():
        members.sort(key=lambda row: row.breakdown_value)
        places, whole_too = hidden_parts([row.value for row in members], threshold)
        hidden |= {members[place].pk for place in places}
        whole = wholes.get(key[:-1])
        if whole_too and whole is not None:
            hidden.add(whole.pk)
    return {
        row.pk: _figure(row.indicator.kind, row.value, row.qualifier, row.pk in hidden)
        for row in rows
    }


def _slice_of(row: Any) -> tuple[Any, ...]:
    return (row.partnership_id, row.indicator_id, row.period_id)


def is_small(kind: str, value: Decimal, denominator: int | None, threshold: int) -> bool:
    """Whether a figure is about so few people that it is hidden (rules 1 and 3)."""
    if kind in PEOPLE:
        return 0 < value < threshold
    return denominator is not None and denominator < threshold


def single_figure(
    kind: str, value: Decimal, qualifier: str, threshold: int, denominator: int | None = None
) -> Figure:
    """One figure that has no parts, such as a baseline, as it may be shown."""
    return _figure(kind, value, qualifier, is_small(kind, value, denominator, threshold))


def _figure(kind: str, value: Decimal, qualifier: str, hidden: bool) -> Figure:
    """Hidden, top- or bottom-coded when it is a percentage, or as it is."""
    if hidden:
        return Figure(kind, None, qualifier)
    if kind == IndicatorKind.PERCENT and value > TOP:
        return Figure(kind, TOP, qualifier, "over")
    if kind == IndicatorKind.PERCENT and value < BOTTOM:
        return Figure(kind, BOTTOM, qualifier, "under")
    return Figure(kind, value, qualifier)
