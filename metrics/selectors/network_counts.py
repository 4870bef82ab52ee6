"""How many partnerships and agreements each region has, as it shares them with an agency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from metrics.models import SharedCount


@dataclass(frozen=True)
class CountRow:
    """Partnerships and agreements of one region, by state."""

    region: str
    partnerships: int
    complete: int
    waiting: int
    other: int


def shared_counts(agency_id: Any) -> list[CountRow]:
    """Counts of every sharing region; one query."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = SharedCount.objects.exclude(convener_id=agency_id).order_by("region_name")
    for row in rows:
        place = found[row.convener_name, row.region_name]
        if row.subject == "partnerships":
            place["partnerships"] += row.count if row.state != "closed" else 0
        elif row.state == "complete":
            place["complete"] += row.count
        elif row.state in ("sent", "partner_signed"):
            place["waiting"] += row.count
        else:
            place["other"] += row.count
    return [
        CountRow(region, facts["partnerships"], facts["complete"], facts["waiting"], facts["other"])
        for (_, region), facts in found.items()
    ]
