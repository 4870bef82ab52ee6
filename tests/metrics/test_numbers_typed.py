"""Figures may be typed as the product prints them, and targets lead the better way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from metrics.forms.numbers import without_signs
from metrics.models import Observation, Target
from tests.cast import House
from tests.metrics.measures_cast import aim, make_indicator, year
from tests.metrics.test_measure_forms import day, figure, measure_url, post


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("headcount", "1,240", 1240),
        ("headcount", " 1,000,240 ", 1000240),
        ("money", "$202,250", 20225000),
        ("money", "$ 2,022.50", 202250),
        ("percent", "63%", 63),
        ("percent", "63.5 %", Decimal("63.5")),
    ],
)
def test_figure_is_read_as_it_is_printed(prairie: House, kind: str, typed: str, kept: Any) -> None:
    with prairie.scope():
        indicator, period = make_indicator(prairie, kind=kind), year(2026)
    data = figure(period, value=typed, denominator="1,412", expected="1,900", reporting="1,200")
    answer = post(prairie, measure_url(prairie, indicator, "figures/new/"), data)
    assert answer.status_code == 302
    with prairie.scope():
        made = Observation.objects.get()
    assert (made.value, made.expected, made.reporting) == (kept, 1900, 1200)
    assert made.denominator == (None if kind == "headcount" else 1412)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("headcount", "1,24,0"),
        ("headcount", "12,40"),
        ("headcount", ",240"),
        ("headcount", "1,2400"),
        ("headcount", "$1,240"),
        ("headcount", "63%"),
        ("money", "$$5"),
        ("money", "5%"),
        ("percent", "$63"),
        ("percent", "%63"),
    ],
)
def test_figure_that_is_written_like_no_number_is_refused(
    prairie: House, kind: str, typed: str
) -> None:
    with prairie.scope():
        indicator, period = make_indicator(prairie, kind=kind), year(2026)
    data = figure(period, value=typed, denominator="1412")
    answer = post(prairie, measure_url(prairie, indicator, "figures/new/"), data)
    assert answer.context["form"].errors == {"value": ["Enter a number."]}


def test_what_is_no_number_stays_as_typed() -> None:
    assert without_signs("1,24,0", "money") == "1,24,0"


def test_count_of_reporters_written_like_no_number_is_refused(prairie: House) -> None:
    with prairie.scope():
        indicator, period = make_indicator(prairie), year(2026)
    data = figure(period, expected="1,24")
    answer = post(prairie, measure_url(prairie, indicator, "figures/new/"), data)
    assert answer.context["form"].errors.keys() == {"expected"}


def target(value: str, baseline: str, period: Any) -> dict[str, str]:
    return {
        "value": value,
        "baseline_value": baseline,
        "baseline_qualifier": "exact",
        "baseline_period": str(period.pk),
        **day("due_on", 6, 30, 2027),
    }


@pytest.mark.parametrize(
    ("direction", "value", "words"),
    [
        ("up", "900", "More is better: enter 1,980, the baseline, or more."),
        ("down", "2,100", "Less is better: enter 1,980, the baseline, or less."),
    ],
)
def test_target_on_the_wrong_side_of_the_baseline_is_refused_and_freezes_nothing(
    prairie: House, direction: str, value: str, words: str
) -> None:
    with prairie.scope():
        indicator, base = make_indicator(prairie, direction=direction), year(2025)
    url = measure_url(prairie, indicator, "target/")
    answer = post(prairie, url, target(value, "1,980", base))
    assert (answer.status_code, answer.context["form"].errors) == (422, {"value": [words]})
    assert f'value="{value}"' in answer.text
    with prairie.scope():
        assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("direction", "value"), [("up", "990"), ("up", "980"), ("down", "900"), ("down", "980")]
)
def test_target_on_the_better_side_or_at_the_baseline_is_set(
    prairie: House, direction: str, value: str
) -> None:
    with prairie.scope():
        indicator, base = make_indicator(prairie, direction=direction), year(2025)
    url = measure_url(prairie, indicator, "target/")
    assert post(prairie, url, target(value, "980", base)).status_code == 302


def test_next_target_is_held_against_the_frozen_baseline(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        aim(prairie, indicator, 620, 540, year(2025))
    url = measure_url(prairie, indicator, "target/")
    answer = post(prairie, url, {"value": "500", **day("due_on", 6, 30, 2028)})
    assert answer.context["form"].errors.keys() == {"value"}
    with prairie.scope():
        assert Target.objects.get(superseded_at=None).value == 620


def test_service_refuses_a_target_that_aims_backward(prairie: House) -> None:
    with prairie.scope(), pytest.raises(ValidationError, match="More is better"):
        aim(prairie, make_indicator(prairie), 500, 540, year(2025))


def test_hidden_baseline_is_not_named(prairie: House) -> None:
    words = "More is better: enter the baseline or more."
    with prairie.scope(), pytest.raises(ValidationError, match=words):
        aim(prairie, make_indicator(prairie), 4, 7, year(2025))
