"""Writing the copies that a state agency reads: what may be shared, as it may be shared.

Runs in the convener's own transaction, with every write that changes a figure, under a lock on the
convener's row: two who write copies, agree to share or revoke it act one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count

from agreements.models import Agreement, AgreementState
from config.tenancy.scopes import current_convener_id
from metrics.models import (
    ADDITIVE,
    IndicatorRollup,
    Qualifier,
    SharedCount,
    SharedIndicator,
    Target,
)
from metrics.selectors.suppression import Figure, shown_figures, single_figure
from metrics.services.rollups import is_incomplete, weakest
from partnerships.models import Convener, Level, Partnership, Phase, SharingGrant
from partnerships.services.transitions import lock


def publish_indicator(indicator: Any) -> None:
    """Brings one indicator's copies up to date for every agency it is shared with."""
    convener = lock(Convener(pk=current_convener_id()))
    for agency_id in _agencies(convener, shares_indicators=True):
        _write_indicators(convener, agency_id, indicator)


def publish_everything() -> None:
    """Brings all copies of the convener whose scope is open up to date."""
    convener = lock(Convener(pk=current_convener_id()))
    for agency_id in _agencies(convener, shares_indicators=True):
        _write_indicators(convener, agency_id)
    for agency_id in _agencies(convener, shares_counts=True):
        _write_counts(convener, agency_id)


def follow_region(partnership: Partnership) -> None:
    """Takes a partnership's figures along to its new region, in the copies too."""
    IndicatorRollup.objects.filter(partnership=partnership).update(region_id=partnership.region_id)
    publish_everything()


def withdraw(agency_id: UUID) -> None:
    """Deletes every copy that the convener made for an agency."""
    SharedIndicator.objects.filter(agency_id=agency_id).delete()
    SharedCount.objects.filter(agency_id=agency_id).delete()


def _agencies(convener: Convener, **what: bool) -> list[UUID]:
    """Agencies with an open grant; a state agency also reads its own copies.

    Its network page runs in the state scope and sees no tenant table, so its own statewide
    figures take the same way as everybody's.
    """
    grants = SharingGrant.objects.filter(revoked_at=None, **what)
    found = [grant.agency_id for grant in grants]
    return [*found, convener.pk] if convener.level == Level.STATE else found


def _write_indicators(convener: Convener, agency_id: UUID, indicator: Any = None) -> None:
    copies = SharedIndicator.objects.filter(agency_id=agency_id)
    if indicator is not None:
        copies = copies.filter(indicator_code=indicator.code)
    copies.delete()
    SharedIndicator.objects.bulk_create(
        SharedIndicator(agency_id=agency_id, **row) for row in rows_to_share(convener, indicator)
    )


def rows_to_share(convener: Any, indicator: Any = None) -> list[dict[str, Any]]:
    """What the convener's figures are to an agency at this moment, see `indicator_rows`; of one
    indicator or all. Two queries."""
    rollups = IndicatorRollup.objects.select_related("indicator", "period", "region")
    targets = Target.objects.filter(superseded_at=None).select_related("partnership")
    if indicator is not None:
        rollups = rollups.filter(indicator=indicator)
        targets = targets.filter(indicator=indicator)
    return indicator_rows(convener, list(rollups), list(targets))


def indicator_rows(
    convener: Any, rollups: Sequence[Any], targets: Sequence[Any]
) -> list[dict[str, Any]]:
    """One row of facts a region, indicator and period; already suppressed."""
    shown = shown_figures(rollups, convener.suppression_threshold)
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rollups:
        groups[(row.region_id, row.indicator_id, row.period_id)].append(row)
    found = []
    for (region_id, indicator_id, _), members in groups.items():
        whole = [row for row in members if not row.breakdown_key]
        due = [
            target
            for target in targets
            if target.indicator_id == indicator_id
            and target.partnership.region_id == region_id
            and _is_due_in(target, members[0].period)
        ]
        total = _together(whole, due, shown)
        if total is not None:
            hidden = sum(shown[row.pk].is_hidden for row in members)
            found.append(_row(convener, members[0], total, hidden))
    return found


def _is_due_in(target: Any, period: Any) -> bool:
    starts_on = period.starts_on or period.ends_on
    return bool(starts_on <= target.due_on <= period.ends_on)


def _together(
    whole: Sequence[Any], targets: Sequence[Any], shown: Mapping[UUID, Figure]
) -> dict[str, Any] | None:
    """The region's figure from its partnerships'; None where they cannot be put together.

    shown: as each may be shown. A hidden one is left out of a sum and hides a mean; the value is
    None when nothing is left.
    """
    if not whole:
        return None
    value, denominator = _value(whole)
    if value is None:
        return None
    additive = whole[0].indicator.kind in ADDITIVE
    seen = [row for row in whole if not shown[row.pk].is_hidden]
    is_partial = len(seen) < len(whole)
    if is_partial:
        value, denominator = _value(seen) if seen and additive else (None, None)
    qualifier = weakest(row.qualifier for row in whole)
    facts = {name: _sum(getattr(row, name) for row in whole) for name in _REPORTERS}
    silent = {target.partnership_id for target in targets} - {row.partnership_id for row in whole}
    is_partial |= bool(silent) or is_incomplete(facts["reporting"], facts["expected"])
    if additive and is_partial:
        qualifier = Qualifier.AT_LEAST.value
    return {
        **facts,
        "value": value,
        "denominator": denominator,
        "qualifier": qualifier,
        "target_value": _target(whole, targets) if additive or len(whole) == 1 else None,
        "as_of": min(row.as_of for row in whole),
    }


_REPORTERS = ("expected", "reporting", "on_time")


def _sum(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number for number in found if number is not None)


def _value(whole: Sequence[Any]) -> tuple[Decimal | None, int | None]:
    """The sum; of percentages the mean weighted by their denominators, if all are known."""
    denominator = _sum(row.denominator for row in whole)
    if len(whole) == 1:
        return whole[0].value, denominator
    if whole[0].indicator.kind in ADDITIVE:
        return sum((row.value for row in whole), Decimal(0)), denominator
    if not denominator:
        return None, None
    weighted = sum((row.value * row.denominator for row in whole), Decimal(0))
    return weighted / denominator, denominator


def _target(whole: Sequence[Any], targets: Sequence[Any]) -> Decimal | None:
    """The sum of the targets, when every partnership with a figure has one."""
    if not {row.partnership_id for row in whole} <= {target.partnership_id for target in targets}:
        return None
    return sum((target.value for target in targets), Decimal(0))


def _row(convener: Any, sample: Any, total: dict[str, Any], hidden_count: int) -> dict[str, Any]:
    indicator, period = sample.indicator, sample.period
    threshold = convener.suppression_threshold
    value, qualifier = total["value"], total["qualifier"]
    figure = (
        Figure(indicator.kind, None, qualifier)
        if value is None
        else single_figure(indicator.kind, value, qualifier, threshold, total["denominator"])
    )
    return {
        "convener_name": convener.name,
        "region_name": sample.region.name,
        "indicator_code": indicator.code,
        "indicator_name": indicator.name,
        "unit": indicator.unit,
        "reporters": indicator.reporters,
        "kind": indicator.kind,
        "direction": indicator.direction,
        "period_kind": period.kind,
        "period_label": period.label,
        "period_ends_on": period.ends_on,
        "value": figure.value,
        "qualifier": figure.qualifier,
        "bound": figure.bound,
        "target_value": total["target_value"],
        **{name: total[name] for name in _REPORTERS},
        "hidden_count": hidden_count,
        "threshold": threshold,
        "as_of": total["as_of"],
    }


def _write_counts(convener: Convener, agency_id: UUID) -> None:
    SharedCount.objects.filter(agency_id=agency_id).delete()
    SharedCount.objects.bulk_create(
        SharedCount(agency_id=agency_id, convener_name=convener.name, **row)
        for row in counts_to_share()
    )


def counts_to_share() -> list[dict[str, Any]]:
    """How many partnerships and agreements of each region are in each state; two queries."""
    by_phase = Partnership.objects.values_list("region__name", "phase").annotate(Count("pk"))
    by_state = Agreement.objects.values_list("partnership__region__name", "state").annotate(
        Count("pk")
    )
    rows = [
        (region, "partnerships", phase, Phase(phase).label, count)
        for region, phase, count in by_phase
    ] + [
        (region, "agreements", state, AgreementState(state).label, count)
        for region, state, count in by_state.order_by()
    ]
    names = ("region_name", "subject", "state", "state_label", "count")
    return [dict(zip(names, row, strict=True)) for row in rows]
