"""The forms of this app, for the grid of bad input."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from metrics.forms.check_ins import (
    CheckInAnswerForm,
    CheckInScheduleChangeForm,
    CheckInScheduleForm,
    FollowUpForm,
    NotMeForm,
    OtherPersonForm,
)
from metrics.forms.evaluations import EvaluationAnswerForm, EvaluationStartForm
from metrics.forms.indicators import IndicatorForm, PeriodForm, TargetForm
from metrics.forms.network import NetworkFilter
from metrics.forms.observations import CorrectionForm, ObservationForm
from metrics.models import CheckInSchedule
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.check_in_production import produce_check_ins
from tests.bad_input import FilterRow, FormRow
from tests.cast import House
from tests.metrics.access_rows_check_ins import (
    of_check_in_link,
    of_evaluation_link,
    of_follow_up,
    of_schedule,
)
from tests.metrics.access_rows_indicators import of_common_indicator
from tests.metrics.check_in_cast import (
    link_to,
    make_commitment,
    make_partner,
    make_schedule,
    today_of,
)
from tests.metrics.measures_cast import make_indicator, record, year

World = tuple[str, dict[str, Any]]
WORKSPACE = "partnerships/health-sciences/"


def day_of(prefix: str, day: date) -> dict[str, str]:
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {f"{prefix}_{part}": str(number) for part, number in parts.items()}


INDICATOR = {
    "name": "Hours",
    "code": "hours",
    "definition": "Hours at a site",
    "measure": "own",
    "kind": "count",
    "unit": "hours",
    "reporters": "employers",
    "course": "running",
    "direction": "up",
}
PERIOD = {
    "kind": "term",
    "label": "Fall 2026",
    **day_of("starts_on", date(2026, 9, 1)),
    **day_of("ends_on", date(2026, 12, 20)),
}


def indicator_change(house: House) -> World:
    good = {name: value for name, value in INDICATOR.items() if name not in ("code", "kind")}
    return house.url(f"settings/measures/{of_common_indicator(house)[0]}/"), good


def figure(**more: str) -> dict[str, str]:
    return {
        "value": "63",
        "qualifier": "exact",
        "denominator": "41",
        "expected": "9",
        "reporting": "8",
        "on_time": "7",
        "source": "District counts",
        **day_of("as_of", date(2026, 10, 1)),
        "note": "Full year",
        **more,
    }


def observation(house: House) -> World:
    """A figure of a percent, which has every field."""
    with house.scope():
        measure, period = make_indicator(house, "share", kind="percent"), year(2026)
    part = {"period": str(period.pk), "breakdown_key": "Grade", "breakdown_value": "11"}
    return house.url(f"{WORKSPACE}measures/{measure.pk}/figures/new/"), figure(**part)


def correction(house: House) -> World:
    with house.scope():
        measure = make_indicator(house, "share", kind="percent")
        found = record(house, measure, year(2026), 60, denominator=40)
    return house.url(f"{WORKSPACE}figures/{found.pk}/correct/"), figure(reason="Counted twice")


def target(house: House) -> World:
    with house.scope():
        measure, period = make_indicator(house), year(2025)
    good = {
        "value": "620",
        **day_of("due_on", date(2027, 6, 30)),
        "baseline_value": "540",
        "baseline_qualifier": "exact",
        "baseline_period": str(period.pk),
        "baseline_note": "Full year",
    }
    return house.url(f"{WORKSPACE}measures/{measure.pk}/target/"), good


def schedule(house: House) -> World:
    with house.scope():
        contact = make_partner(house)
    good = {
        "contact": str(contact.pk),
        "cadence": "1",
        **day_of("starts_on", today_of(house) + timedelta(days=3)),
        "owner": str(house.members["manager"].pk),
    }
    return house.url(WORKSPACE + "communication/new/"), good


def schedule_change(house: House) -> World:
    slug_and_key = of_schedule(house)
    with house.scope():
        contact = CheckInSchedule.objects.get(pk=slug_and_key[1]).contact_id
    url = house.url(f"{WORKSPACE}communication/{slug_and_key[1]}/change/")
    owner = str(house.members["manager"].pk)
    return url, {"contact": str(contact), "cadence": "3", "owner": owner}


def check_in(house: House) -> World:
    """A check-in that asks about a goal and a promise too."""
    with house.scope():
        made = make_schedule(house)
        make_commitment(house, made.organization)
        produce_check_ins(house.convener)
        asked = made.check_ins.get()
        promise = asked.items.get()
    good = {"temperature": "4", "goal_met": "yes", f"promise_{promise.pk}": "kept", "note": "Fine."}
    return f"/check-in/{link_to(house, asked.pk)}/", good


def other_person(house: House) -> World:
    return f"/check-in/{of_check_in_link(house)[0]}/someone-else/", {"words": "Ask Sue."}


def not_me(house: House) -> World:
    return f"/check-in/{of_check_in_link(house)[0]}/not-me/", {"words": "Ask Sue."}


def follow_up(house: House) -> World:
    return house.url(f"follow-ups/{of_follow_up(house)[0]}/"), {"outcome": "They need a day."}


def start(house: House) -> World:
    with house.scope():
        contact = make_partner(house)
    day = day_of("closes_on", today_of(house) + timedelta(days=14))
    return (
        house.url(WORKSPACE + "evaluation/new/"),
        {**day, "phase": "planning", "people": [str(contact.pk)]},
    )


def evaluation(house: House) -> World:
    scores = {item.key: "4" for item in CURRENT.items}
    own = {"text_change": "More time", "text_keep": "The calls"}
    return f"/evaluate/{of_evaluation_link(house)[0]}/", {**scores, **own}


FORMS: dict[str, FormRow] = {
    "indicator": FormRow(
        IndicatorForm, lambda house: (house.url("settings/measures/new/"), INDICATOR)
    ),
    "indicator change": FormRow(IndicatorForm, indicator_change),
    "period": FormRow(PeriodForm, lambda house: (house.url("settings/periods/new/"), PERIOD)),
    "figure": FormRow(ObservationForm, observation, "analyst"),
    "correction": FormRow(CorrectionForm, correction, "analyst"),
    "target": FormRow(TargetForm, target),
    "schedule": FormRow(CheckInScheduleForm, schedule, "coordinator"),
    "schedule change": FormRow(CheckInScheduleChangeForm, schedule_change, "coordinator"),
    "check-in": FormRow(CheckInAnswerForm, check_in, None),
    "other person": FormRow(OtherPersonForm, other_person, None, 200),
    "not me": FormRow(NotMeForm, not_me, None, 200),
    "follow-up": FormRow(FollowUpForm, follow_up, "coordinator"),
    "evaluation start": FormRow(EvaluationStartForm, start, "manager"),
    "evaluation": FormRow(
        EvaluationAnswerForm,
        evaluation,
        None,
        silent="With its time a line would tie a name to an answer for ever.",
    ),
}
#: The state agency's own list; its house stands in for the regional one.
FILTERS: dict[str, FilterRow] = {
    "indicator": FilterRow(
        None, lambda house: house.url("settings/measures/new/"), names=("measure",)
    ),
    "network": FilterRow(NetworkFilter, lambda house: house.url("network/")),
    "network file": FilterRow(NetworkFilter, lambda house: house.url("network.csv")),
}
