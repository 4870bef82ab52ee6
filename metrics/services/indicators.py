"""Deciding what is measured, and how far it should go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.duplicates import made_before, make_once, refusing_duplicate
from metrics.models import Direction, Indicator, Target
from metrics.rules.progress import aims_backward
from metrics.selectors.suppression import single_figure
from metrics.selectors.wording import figure_text
from metrics.services.periods import ensure_school_years
from metrics.services.publishing import publish_indicator
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock

FROZEN = ("baseline_value", "baseline_qualifier", "baseline_period", "baseline_note")
CHANGEABLE = ("name", "definition", "unit", "reporters", "measure", "direction", "course")


@transaction.atomic
def create_indicator(*, actor: Actor, **facts: Any) -> Indicator:
    """A new indicator. Raises ValidationError when another one has its code."""
    with refusing_duplicate("indicator_code_once", code="Another measure has this code."):
        indicator: Indicator = Indicator.objects.create(**facts)
    ensure_school_years(timezone.localdate())
    record_event(actor, "created", indicator, after={"code": indicator.code, "kind": facts["kind"]})
    return indicator


@transaction.atomic
def change_indicator(indicator: Indicator, *, actor: Actor, **facts: Any) -> Indicator:
    """Changes words and reading of an indicator; code and kind stay: figures depend on them."""
    row = lock(indicator)
    changed = {
        name: facts[name]
        for name in CHANGEABLE
        if name in facts and getattr(row, name) != facts[name]
    }
    if not changed:
        return row
    before = {name: str(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    after = {name: str(value) for name, value in changed.items()}
    record_event(actor, "changed", row, before=before, after=after)
    publish_indicator(row)
    return row


@transaction.atomic
def set_target(
    partnership: Any,
    indicator: Indicator,
    *,
    actor: Actor,
    row_id: UUID | None = None,
    **facts: Any,
) -> Target:
    """A target, or a new one in its place; the one that the same form set before.

    The first target freezes the baseline; later ones carry it over whatever `facts` say. Raises
    ValidationError for a target that is worse than the baseline.
    """
    lock(partnership)
    standing = Target.objects.filter(
        partnership=partnership, indicator=indicator, superseded_at=None
    )
    if known := made_before(standing, row_id):
        return known
    old = standing.first()
    if old is not None:
        facts |= {name: getattr(old, name) for name in FROZEN}
    _check_direction(partnership, indicator, facts)
    if old is not None:
        old.superseded_at = timezone.now()
        old.save(update_fields=["superseded_at"])
    facts |= {"partnership": partnership, "indicator": indicator, "set_by": actor.membership}
    target, _ = make_once(standing, row_id, **facts)
    record_event(
        actor,
        "set a target",
        target,
        before={"value": str(old.value), "due_on": str(old.due_on)} if old else {},
        after={"value": str(target.value), "due_on": str(target.due_on)},
    )
    publish_indicator(indicator)
    return target


def _check_direction(partnership: Any, indicator: Indicator, facts: dict[str, Any]) -> None:
    """Raises ValidationError for a target worse than its baseline; a hidden one is not named."""
    less_is_better = indicator.direction == Direction.DOWN
    if not aims_backward(facts["baseline_value"], facts["value"], less_is_better=less_is_better):
        return
    threshold = partnership.convener.suppression_threshold
    shown = single_figure(
        indicator.kind, facts["baseline_value"], facts["baseline_qualifier"], threshold
    )
    start = "the baseline" if shown.value is None else f"{figure_text(shown)}, the baseline,"
    better, way = ("Less", "less") if less_is_better else ("More", "more")
    raise ValidationError({"value": f"{better} is better: enter {start} or {way}."})
