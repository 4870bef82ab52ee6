"""Entering and correcting figures."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from metrics.models import Indicator, Observation, Period
from metrics.services.publishing import publish_indicator
from metrics.services.rollups import refresh_slice
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock


class AlreadyRecorded(Exception):
    """The slice has a figure in force; it is corrected, not entered twice."""

    def __init__(self, observation: Observation) -> None:
        super().__init__("This figure is on record already.")
        self.observation = observation


class AlreadyCorrected(Exception):
    """Somebody corrected this figure first."""


@transaction.atomic
def record_observation(
    partnership: Any, indicator: Indicator, period: Period, *, actor: Actor, **facts: Any
) -> Observation:
    """A new figure of one slice. Raises AlreadyRecorded when the slice has one.

    facts: the columns of `Figures` and a note. Money comes in whole cents.
    """
    partnership = lock(partnership)
    where = {
        "partnership": partnership,
        "indicator": indicator,
        "period": period,
        "breakdown_key": facts.get("breakdown_key", ""),
        "breakdown_value": facts.get("breakdown_value", ""),
        "superseded_at": None,
    }
    if (present := Observation.objects.filter(**where).first()) is not None:
        raise AlreadyRecorded(present)
    made = _write(partnership, indicator, period, actor, facts)
    record_event(actor, "recorded", made, after=_facts_on_record(made))
    return made


@transaction.atomic
def correct_observation(
    observation: Observation, *, actor: Actor, reason: str, **facts: Any
) -> Observation:
    """A figure in place of another. The earlier one stays on record, superseded.

    Raises AlreadyCorrected when it is not in force any more.
    """
    partnership = lock(observation.partnership)
    old = lock(observation)
    if old.superseded_at is not None:
        raise AlreadyCorrected
    old.superseded_at = timezone.now()
    old.save(update_fields=["superseded_at"])
    kept = {name: getattr(old, name) for name in ("breakdown_key", "breakdown_value")}
    made = _write(
        partnership,
        old.indicator,
        old.period,
        actor,
        {**facts, **kept, "corrects": old, "correction_reason": reason},
    )
    record_event(
        actor,
        "corrected",
        made,
        before=_facts_on_record(old),
        after=_facts_on_record(made),
        reason=reason,
    )
    return made


def _write(
    partnership: Any, indicator: Indicator, period: Period, actor: Actor, facts: dict[str, Any]
) -> Observation:
    made: Observation = Observation.objects.create(
        partnership=partnership,
        indicator=indicator,
        period=period,
        entered_by=actor.membership,
        **facts,
    )
    refresh_slice(partnership, indicator, period)
    publish_indicator(indicator)
    return made


def _facts_on_record(observation: Observation) -> dict[str, Any]:
    """What the audit trail keeps. Not the number: it may be a small count, and the trail is read
    by people whom suppression protects it from. The observation itself keeps it."""
    part = f"{observation.breakdown_key}: {observation.breakdown_value}".strip(": ")
    return {
        "period": observation.period.label,
        "part": part,
        "qualifier": str(observation.qualifier),
        "as_of": str(observation.as_of),
    }
