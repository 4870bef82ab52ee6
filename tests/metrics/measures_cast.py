"""Helpers that give a house measures, figures and targets, through the real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.models import Indicator, Observation, Period, Target
from metrics.selectors.sharing import Agency
from metrics.services.indicators import create_indicator, set_target
from metrics.services.observations import record_observation
from metrics.services.periods import find_or_make_period, school_year
from metrics.services.sharing import grant_sharing
from partnerships.models import Partnership, SharingGrant
from tests.cast import House


def second_partnership(house: House) -> House:
    """The house with another partnership of its region for the first; inside its scope."""
    made = Partnership.objects.create(
        name="Welding Academy",
        slug="welding",
        region=house.region,
        pathway="Manufacturing",
        leader=house.partnership.leader,
        lead_entity=house.convener.name,
    )
    return replace(house, partnership=made)


def make_indicator(house: House, code: str = "enrollment", **facts: Any) -> Indicator:
    """A headcount of students unless `facts` say otherwise; inside the house's scope."""
    values = {
        "name": "Enrollment in high-demand pathways",
        "definition": "Students, each counted once",
        "unit": "students",
        "reporters": "districts",
        "kind": "headcount",
        "course": "level",
        "measure": "enrollment",
    }
    return create_indicator(actor=house.actor("owner"), code=code, **{**values, **facts})


def year(start: int) -> Period:
    """A school year."""
    return find_or_make_period(**school_year(start))


def record(
    house: House, indicator: Indicator, period: Period, value: Any, **facts: Any
) -> Observation:
    """One figure."""
    return record_observation(
        house.partnership,
        indicator,
        period,
        actor=house.actor("owner"),
        value=Decimal(str(value)),
        **{"source": "District counts", "as_of": date(2026, 10, 1), **facts},
    )


def aim(house: House, indicator: Indicator, value: int, start: int, base: Period) -> Target:
    """A target due with the school year 2026-27."""
    return set_target(
        house.partnership,
        indicator,
        actor=house.actor("owner"),
        value=Decimal(value),
        due_on=date(2027, 6, 30),
        baseline_value=Decimal(start),
        baseline_qualifier="exact",
        baseline_period=base,
        baseline_note="",
    )


def give_enrollment(house: House, value: int = 638, **facts: Any) -> Indicator:
    """Three school years of enrollment with a target of 620."""
    indicator = make_indicator(house)
    for start, figure in ((2024, 498), (2025, 540)):
        record(house, indicator, year(start), figure)
    record(house, indicator, year(2026), value, **facts)
    aim(house, indicator, 620, 540, year(2025))
    return indicator


def share_with(house: House, agency: House) -> SharingGrant:
    """The house's consent to share with the agency."""
    convener = agency.convener
    return grant_sharing(
        house.convener,
        Agency(convener.pk, convener.name, convener.state),
        actor=house.actor("owner"),
    )
