"""Today: what needs the person, ordered by the harm of waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from partnerships.registries import Harm, QueueItem, queue_providers
from partnerships.rules.today import charters_to_finish

SHOWN = 9
_ORDER = {Harm.LATE: 0, Harm.AT_RISK: 1, Harm.DUE: 2}
_FAR = date.max


@dataclass(frozen=True)
class Queue:
    """All items, those of the chosen view, and the counts for its links."""

    items: list[QueueItem]
    total: int
    mine: int
    unowned: int
    late: int
    over: int

    @property
    def hidden(self) -> int:
        """How many the page does not show."""
        return max(len(self.items) - SHOWN, 0)

    @property
    def sentence(self) -> str:
        """What the page says under its heading."""
        if not self.total:
            return "Nothing needs you."
        things = "One thing needs" if self.total == 1 else f"{self.total} things need"
        if not self.late:
            late = "none is past the date we promised"
        else:
            count = "one is" if self.late == 1 else f"{self.late} are"
            late = f"{count} past the date we promised"
        over = f", {self.over} past another limit" if self.over else ""
        return f"{things} you; {late}{over}."


def queue_of(request: Any, today: date) -> Queue:
    """The queue of the acting member, in the view that the address asks for."""
    found = [item for provider in _providers() for item in provider(request, today)]
    covered = {item.covers for item in found if item.covers}
    items = [item for item in found if item.covers or item.url not in covered]
    items.sort(key=lambda item: (_ORDER[item.harm], item.due_on or _FAR, item.title))
    own = request.membership.pk
    mine = [item for item in items if item.owner_id == own]
    unowned = [item for item in items if item.owner_id is None]
    view = {"mine": mine, "unowned": unowned}.get(request.GET.get("show", ""), items)
    late = sum(item.harm == Harm.LATE for item in items)
    over = sum(item.harm != Harm.LATE and (item.due_on or _FAR) < today for item in items)
    return Queue(view, len(items), len(mine), len(unowned), late, over)


def _providers() -> list[Any]:
    return [charters_to_finish, *queue_providers]
