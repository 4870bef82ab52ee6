"""What an agency would see of a convener's figures if sharing began at this moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from metrics.selectors.suppression import Figure
from metrics.selectors.wording import figure_text, number_text
from metrics.services.publishing import counts_to_share, rows_to_share


@dataclass(frozen=True)
class PreviewLine:
    """A region's newest figure of one measure, worded as the agency's page words it."""

    region: str
    measure: str
    period: str
    text: str
    target: str
    reporting: str
    hidden: int
    as_of: Any


@dataclass(frozen=True)
class Preview:
    """lines: the newest figure of each region and measure. earlier: how many figures of earlier
    periods go along. counts: region, how many of what is in which state, in words.
    """

    lines: list[PreviewLine]
    earlier: int
    counts: list[tuple[str, str, str]]


def sharing_preview(convener: Any) -> Preview:
    """The copies that sharing would write, before it does; four queries."""
    rows = sorted(rows_to_share(convener), key=lambda row: row["period_ends_on"])
    newest = {(row["region_name"], row["indicator_code"]): row for row in rows}
    lines = [_line(row) for row in newest.values()]
    lines.sort(key=lambda line: (line.region, line.measure))
    return Preview(lines, len(rows) - len(lines), _counts())


def _line(row: dict[str, Any]) -> PreviewLine:
    kind, target = row["kind"], row["target_value"]
    reporting, expected = row["reporting"], row["expected"]
    return PreviewLine(
        region=row["region_name"],
        measure=row["indicator_name"],
        period=row["period_label"],
        text=figure_text(Figure(kind, row["value"], row["qualifier"], row["bound"])),
        target="none" if target is None else number_text(kind, target),
        reporting="not said"
        if reporting is None
        else f"{reporting} of {expected} {row['reporters']}"
        if expected
        else f"{reporting} {row['reporters']}",
        hidden=row["hidden_count"],
        as_of=row["as_of"],
    )


def _counts() -> list[tuple[str, str, str]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(counts_to_share(), key=lambda row: (row["region_name"], row["state"])):
        words = f"{row['count']} {row['state_label'].lower()}"
        found[row["region_name"]][row["subject"]].append(words)
    return [
        (
            region,
            ", ".join(subjects["partnerships"]) or "none",
            ", ".join(subjects["agreements"]) or "none",
        )
        for region, subjects in found.items()
    ]
