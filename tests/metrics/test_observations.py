"""Figures on record, their corrections, and the roll-ups that follow them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.models import IndicatorRollup, Observation, Target
from metrics.services.observations import AlreadyCorrected, AlreadyRecorded, correct_observation
from partnerships.models import AuditEvent
from tests.cast import House
from tests.metrics.measures_cast import aim, make_indicator, record, year

pytestmark = pytest.mark.requirement("R72")


def correct(house: House, observation: Observation, value: int) -> Observation:
    return correct_observation(
        observation,
        actor=house.actor("analyst"),
        reason="A district counted twice.",
        value=Decimal(value),
        source="District counts",
        as_of=date(2026, 10, 2),
    )


def test_recorded_figure_is_rolled_up(prairie: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 638)
        row = IndicatorRollup.objects.get()
        assert (row.value, row.region_id) == (638, prairie.region.pk)


def test_second_figure_of_a_slice_is_refused(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        first = record(prairie, indicator, year(2026), 638)
        with pytest.raises(AlreadyRecorded) as refusal:
            record(prairie, indicator, year(2026), 640)
        assert refusal.value.observation == first


def test_correction_keeps_the_earlier_figure(prairie: House) -> None:
    with prairie.scope():
        first = record(prairie, make_indicator(prairie), year(2026), 638)
        second = correct(prairie, first, 629)
        first.refresh_from_db()
        assert (first.value, first.superseded_at is None) == (638, False)
        assert (second.corrects_id, IndicatorRollup.objects.get().value) == (first.pk, 629)


def test_second_correction_of_one_figure_is_refused(prairie: House) -> None:
    with prairie.scope():
        first = record(prairie, make_indicator(prairie), year(2026), 638)
        correct(prairie, first, 629)
        with pytest.raises(AlreadyCorrected):
            correct(prairie, first, 630)


def test_parts_alone_are_added_up_to_the_whole(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        for part, value, qualifier in (("10", 25, "exact"), ("11", 13, "at_least")):
            record(
                prairie,
                indicator,
                year(2026),
                value,
                breakdown_key="Grade",
                breakdown_value=part,
                qualifier=qualifier,
            )
        whole = IndicatorRollup.objects.get(breakdown_key="")
        assert (whole.value, whole.qualifier) == (38, "at_least")


def test_figure_with_reporters_missing_is_rolled_up_as_at_least(prairie: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 46, expected=9, reporting=8)
        assert IndicatorRollup.objects.get().qualifier == "at_least"


def test_audit_trail_does_not_hold_the_number(prairie: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 4)
        event = AuditEvent.objects.get(verb="recorded")
        assert "4" not in [str(value) for value in event.after.values()]


def test_new_target_keeps_the_frozen_baseline(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        aim(prairie, indicator, 620, 540, year(2025))
        second = aim(prairie, indicator, 700, 999, year(2025))
        assert (second.value, second.baseline_value) == (700, 540)
        assert Target.objects.exclude(superseded_at=None).count() == 1
