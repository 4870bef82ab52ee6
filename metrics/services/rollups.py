"""Keeping roll-ups what the observations say, one slice at a time, in the write's transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from metrics.models import ADDITIVE, IndicatorRollup, Observation, Qualifier

COPIED = (
    "breakdown_key",
    "breakdown_value",
    "value",
    "qualifier",
    "denominator",
    "expected",
    "reporting",
    "on_time",
    "source",
    "as_of",
    "note",
)


def refresh_slice(partnership: Any, indicator: Any, period: Any) -> None:
    """Rewrites the roll-up rows of one (partnership, indicator, period).

    partnership: as read under its lock, so that its region stands; two writers of one slice wait
    for each other there.
    """
    where = {"partnership": partnership, "indicator": indicator, "period": period}
    current = list(Observation.objects.filter(**where, superseded_at=None))
    IndicatorRollup.objects.filter(**where).delete()
    slices = [{name: getattr(row, name) for name in COPIED} for row in current]
    if all(facts["breakdown_key"] for facts in slices) and indicator.kind in ADDITIVE:
        slices += _added_up(slices)
    for facts in slices:
        reporters = (facts["reporting"], facts["expected"])
        facts["qualifier"] = qualifier_of(indicator, facts["qualifier"], *reporters)
    IndicatorRollup.objects.bulk_create(
        IndicatorRollup(**where, region_id=partnership.region_id, **facts) for facts in slices
    )


def is_incomplete(reporting: int | None, expected: int | None) -> bool:
    """Whether somebody who should report has not."""
    return reporting is not None and expected is not None and reporting < expected


def qualifier_of(
    indicator: Any, qualifier: str, reporting: int | None, expected: int | None
) -> str:
    """What has to be said of a figure: a sum is "at least" while reports to it are missing."""
    is_partial = indicator.kind in ADDITIVE and is_incomplete(reporting, expected)
    return Qualifier.AT_LEAST.value if is_partial else qualifier


def _added_up(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The whole of a slice that only has parts: the sum over one breakdown, or nothing."""
    by_key: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for facts in parts:
        by_key[facts["breakdown_key"]].append(facts)
    if len(by_key) != 1:  # none, or several ways to divide one whole: no sum can be chosen
        return []
    newest = max(parts, key=lambda facts: facts["as_of"])
    whole = {
        **newest,
        "breakdown_key": "",
        "breakdown_value": "",
        "value": sum(facts["value"] for facts in parts),
        "qualifier": weakest(facts["qualifier"] for facts in parts),
        "denominator": None,
        "note": "",
    }
    for name in ("expected", "reporting", "on_time"):
        numbers = [facts[name] for facts in parts]
        whole[name] = None if None in numbers else sum(numbers)
    return [whole]


def weakest(qualifiers: Any) -> str:
    """The qualifier of a sum: one "at least" makes it "at least", one estimate an estimate."""
    found = {str(qualifier) for qualifier in qualifiers}
    for qualifier in (Qualifier.AT_LEAST, Qualifier.ESTIMATE):
        if qualifier in found:
            return qualifier.value
    return Qualifier.EXACT.value
