"""Panels of a partnership's dashboard, beneath its measures. Each topic adds its own.

A panel reads once and is drawn twice: on the page and, where it names a document template, in
the PDF, from the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from config.access import role_may


class Side(StrEnum):
    """Which column a panel stands in: the wide one (7 of 12) or the narrow one (5 of 12)."""

    WIDE = "wide"
    NARROW = "narrow"


#: `(convener, partnership, today) -> facts` for the templates; None leaves the panel out.
PanelReader = Callable[[Any, Any, date], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One finding with its picture and table.

    template: drawn on the page with the facts as `panel` (and `convener`, `partnership`).
    document_template: drawn in the PDF with the same facts; empty leaves it out there.
    is_half_page: in the PDF it fits half the width, beside another such panel. permission: who may
    see it on the page; empty is whoever sees the dashboard. A panel with one is never printed.
    """

    key: str
    order: int
    side: Side
    read: PanelReader
    template: str
    document_template: str = ""
    is_half_page: bool = False
    permission: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a panel that not everybody may see and that would be printed."""
        if self.permission and self.document_template:
            raise ValueError(f"The panel {self.key} is not for everybody: a report is passed on.")


dashboard_panels: list[Panel] = []


@dataclass(frozen=True)
class FilledPanel:
    """A panel with its facts."""

    panel: Panel
    facts: dict[str, Any]


def fill_panels(convener: Any, partnership: Any, today: date) -> list[FilledPanel]:
    """Every panel that has something to say about a partnership, in order."""
    filled = []
    for panel in sorted(dashboard_panels, key=lambda panel: panel.order):
        facts = panel.read(convener, partnership, today)
        if facts is not None:
            filled.append(FilledPanel(panel, facts))
    return filled


def panels_for(role: str, panels: Sequence[FilledPanel]) -> list[FilledPanel]:
    """Those that a member of this role may see."""
    return [
        filled
        for filled in panels
        if not filled.panel.permission or role_may(role, filled.panel.permission)
    ]


def side_by_side(
    panels: Sequence[FilledPanel],
) -> list[tuple[list[FilledPanel], list[FilledPanel]]]:
    """Rows of a wide and a narrow column; what one side has more stands beneath its last panel."""
    wide = [filled for filled in panels if filled.panel.side == Side.WIDE]
    narrow = [filled for filled in panels if filled.panel.side == Side.NARROW]
    if not wide or not narrow:
        return [(wide, narrow)] if panels else []
    rows = [([left], [right]) for left, right in zip(wide, narrow, strict=False)]
    rows[-1][0].extend(wide[len(rows) :])
    rows[-1][1].extend(narrow[len(rows) :])
    return rows
