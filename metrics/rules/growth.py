"""Change between two figures, computed only where it means something."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from metrics.selectors.suppression import Figure

TENTH = Decimal("0.1")
MINUS = "−"


@dataclass(frozen=True)
class Change:
    """percent: None when it is not computed, and `why` says why, ready for the page. instead: what
    stands in the change's place then."""

    percent: Decimal | None
    qualifier: str = ""
    why: str = ""
    instead: str = "not computed"

    @property
    def text(self) -> str:
        """Such as "+22.2%", "at least +22.2%" or "not computed"."""
        if self.percent is None:
            return self.instead
        sign = "+" if self.percent > 0 else MINUS if self.percent < 0 else ""
        return f"{self.qualifier} {sign}{abs(self.percent)}%".strip()


def change_between(earlier: Figure, later: Figure) -> Change:
    """Percent from the earlier to the later figure, to a tenth.

    Two "at least" figures, a hidden or a bounded one, and zero as a start give none. One "at
    least" makes the change a limit: the later "at least", the earlier "at most".
    """
    if earlier.value is None or later.value is None:
        return Change(None, why="a hidden figure gives none.")
    if earlier.is_at_least and later.is_at_least:
        return Change(None, why="both figures are “at least”.")
    if earlier.bound or later.bound:
        return Change(None, why="one figure is a limit.")
    if earlier.value == 0:
        return Change(None, why="it started at zero.")
    ratio = (later.value - earlier.value) * 100 / earlier.value
    percent = ratio.quantize(TENTH, ROUND_HALF_UP)
    return Change(percent, _qualifier(earlier, later))


#: A running count within its period, set against a whole one, would look like a fall.
NOT_OVER = Change(None, why="the later period is not over yet.", instead="period not over")


def _qualifier(earlier: Figure, later: Figure) -> str:
    if later.is_at_least:
        return "at least"
    if earlier.is_at_least:
        return "at most"
    return "about" if "estimate" in (earlier.qualifier, later.qualifier) else ""
