"""Bad input to every form about measures answers with a field error and keeps what was typed."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.utils.html import escape

from metrics.models import Indicator, Observation, Period, Target
from metrics.services.observations import correct_observation
from metrics.services.periods import find_or_make_period
from tests.bad_input import Controls
from tests.cast import House
from tests.metrics.measures_cast import aim, make_indicator, record, year

NASTY = {
    "nul": "a\x00b",
    "long": "x" * 5000,
}
HARMLESS = ["<script>alert(1)</script>", "مرحبا", "🧑‍🏭 welding"]

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
    "starts_on_month": "9",
    "starts_on_day": "1",
    "starts_on_year": "2026",
    "ends_on_month": "12",
    "ends_on_day": "20",
    "ends_on_year": "2026",
}


def day(name: str, month: int, number: int, of: int) -> dict[str, str]:
    return {f"{name}_month": str(month), f"{name}_day": str(number), f"{name}_year": str(of)}


def figure(of: Period, **facts: str) -> dict[str, str]:
    values = {"value": "638", "qualifier": "exact", "source": "District counts"}
    return {**values, "period": str(of.pk), **day("as_of", 10, 1, 2026), **facts}


@pytest.fixture
def indicator(prairie: House) -> Indicator:
    with prairie.scope():
        return make_indicator(prairie)


@pytest.fixture
def period(prairie: House, indicator: Indicator) -> Period:
    with prairie.scope():
        return year(2026)


def measure_url(house: House, indicator: Indicator, rest: str) -> str:
    return house.url(f"partnerships/health-sciences/measures/{indicator.pk}/{rest}")


def post(house: House, url: str, data: dict[str, str]) -> Any:
    return house.client("analyst").post(url, data)


def test_indicator_is_defined(prairie: House) -> None:
    assert post(prairie, prairie.url("settings/measures/new/"), INDICATOR).status_code == 302
    with prairie.scope():
        assert Indicator.objects.get().code == "hours"


@pytest.mark.parametrize("field", ["name", "definition", "unit", "reporters", "code"])
@pytest.mark.parametrize("bad", NASTY)
def test_indicator_with_bad_text_is_refused(prairie: House, field: str, bad: str) -> None:
    answer = post(prairie, prairie.url("settings/measures/new/"), {**INDICATOR, field: NASTY[bad]})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}


@pytest.mark.parametrize("words", HARMLESS)
def test_indicator_with_strange_text_is_kept_and_escaped(prairie: House, words: str) -> None:
    post(prairie, prairie.url("settings/measures/new/"), {**INDICATOR, "name": words})
    page = prairie.client("viewer").get(prairie.url("settings/measures/")).content.decode()
    assert escape(words) in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "enrollment"}, "code"),
        ({"code": "under_score"}, "code"),
        ({"kind": "mood"}, "kind"),
        ({"measure": ""}, "measure"),
    ],
)
def test_indicator_that_cannot_be_is_refused(
    prairie: House, indicator: Indicator, changes: dict[str, str], field: str
) -> None:
    answer = post(prairie, prairie.url("settings/measures/new/"), {**INDICATOR, **changes})
    assert answer.context["form"].errors.keys() == {field}
    assert b"Hours at a site" in answer.content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on_day": "31"}, "starts_on"),
        ({"starts_on_year": ""}, "starts_on"),
        ({"ends_on_year": "2025"}, "ends_on"),
        ({"label": ""}, "label"),
        ({"label": "a\x00"}, "label"),
        ({"kind": "range", "ends_on_month": ""}, "ends_on"),
    ],
)
def test_period_that_cannot_be_is_refused(
    prairie: House, changes: dict[str, str], field: str
) -> None:
    answer = post(prairie, prairie.url("settings/periods/new/"), {**PERIOD, **changes})
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {field})


def test_period_without_a_first_day_is_allowed_for_several_years_only(prairie: House) -> None:
    open_start = {**PERIOD, "starts_on_month": "", "starts_on_day": "", "starts_on_year": ""}
    url = prairie.url("settings/periods/new/")
    assert post(prairie, url, open_start).context["form"].errors.keys() == {"starts_on"}
    assert post(prairie, url, {**open_start, "kind": "range"}).status_code == 302


def test_same_period_twice_is_refused(prairie: House) -> None:
    url = prairie.url("settings/periods/new/")
    assert post(prairie, url, PERIOD).status_code == 302
    assert post(prairie, url, PERIOD).context["form"].errors.keys() == {"label"}


def test_period_named_as_one_of_another_kind_is_refused(prairie: House, period: Period) -> None:
    data = {**PERIOD, "kind": "calendar_year", "label": "2026-27"}
    answer = post(prairie, prairie.url("settings/periods/new/"), data)
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"label": ["This name is taken by another period (school year)."]},
    )


def test_period_added_for_a_figure_leads_back_to_it_chosen(
    prairie: House, indicator: Indicator
) -> None:
    client, figure_url = prairie.client("analyst"), measure_url(prairie, indicator, "figures/new/")
    (link,) = re.findall(r'href="([^"]+)">Add a period<', client.get(figure_url).text)
    page = client.get(unescape(link)).text
    assert page.count(f'href="{figure_url}"') == 2, "above the heading and beside the button"
    assert client.post(unescape(link), {**PERIOD, "label": ""}).status_code == 422
    answer = client.post(unescape(link), PERIOD)
    with prairie.scope():
        made = Period.objects.get(label="Fall 2026")
    assert answer.headers["Location"] == f"{figure_url}?period={made.pk}"
    chosen = client.get(answer.headers["Location"]).text
    assert re.search(rf'<option value="{made.pk}"\s+selected', chosen)


@pytest.mark.parametrize(
    "query",
    ["for=nowhere&measure=enrollment", "for=health-sciences&measure=none", "for=%00&measure=%00"],
)
def test_period_added_for_no_figure_leads_to_the_list(
    prairie: House, indicator: Indicator, query: str
) -> None:
    answer = post(prairie, prairie.url(f"settings/periods/new/?{query}"), PERIOD)
    assert answer.headers["Location"] == prairie.url("settings/measures/")


def test_period_in_the_address_that_is_none_chooses_none(
    prairie: House, indicator: Indicator
) -> None:
    url = measure_url(prairie, indicator, "figures/new/?period=%00nonsense")
    answer = prairie.client("analyst").get(url)
    assert (answer.status_code, " selected" in answer.text.split('name="qualifier"')[0]) == (
        200,
        False,
    )


def test_figure_is_entered(prairie: House, indicator: Indicator, period: Period) -> None:
    answer = post(prairie, measure_url(prairie, indicator, "figures/new/"), figure(period))
    assert answer.status_code == 302
    with prairie.scope():
        assert Observation.objects.get().value == 638


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "many"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "1e99"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "6.5"}, "value"),
        ({"qualifier": "maybe"}, "qualifier"),
        ({"source": ""}, "source"),
        ({"source": "a\x00b"}, "source"),
        ({"note": "x" * 201}, "note"),
        ({"as_of_year": "2999"}, "as_of"),
        ({"as_of_day": "مرحبا"}, "as_of"),
        ({"as_of_month": "6", "as_of_day": "30"}, "as_of"),
        ({"as_of_year": "1990"}, "as_of"),
        ({"as_of_year": "0001"}, "as_of"),
        ({"period": "not-a-period"}, "period"),
        ({"expected": "9"}, "reporting"),
        ({"expected": "9", "reporting": "10"}, "reporting"),
        ({"reporting": "5", "on_time": "6"}, "on_time"),
        ({"breakdown_key": "Grade"}, "breakdown_value"),
        ({"breakdown_value": "11"}, "breakdown_key"),
    ],
)
def test_figure_that_cannot_be_is_refused_and_kept(
    prairie: House, indicator: Indicator, period: Period, changes: dict[str, str], field: str
) -> None:
    url = measure_url(prairie, indicator, "figures/new/")
    answer = post(prairie, url, figure(period, **{"note": "Typed with care", **changes}))
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {field})
    assert "note" in changes or b"Typed with care" in answer.content


def test_as_of_day_before_the_period_begins_says_when_it_begins(
    prairie: House, indicator: Indicator, period: Period
) -> None:
    words = "Enter Jul 1, 2026 or a later day: the period begins then."
    early = figure(period, as_of_month="6", as_of_day="30")
    answer = post(prairie, measure_url(prairie, indicator, "figures/new/"), early)
    assert answer.context["form"].errors == {"as_of": [words]}
    with prairie.scope():
        found = record(prairie, indicator, period, 638)
    url = prairie.url(f"partnerships/health-sciences/figures/{found.pk}/correct/")
    answer = post(prairie, url, {**early, "reason": "Counted anew"})
    assert answer.context["form"].errors == {"as_of": [words]}


def test_year_that_cannot_be_is_refused_where_the_first_day_is_not_known(
    prairie: House, indicator: Indicator
) -> None:
    with prairie.scope():
        past = find_or_make_period(
            kind="range", label="past 6 years", starts_on=None, ends_on=date(2025, 6, 30)
        )
    url = measure_url(prairie, indicator, "figures/new/")
    answer = post(prairie, url, figure(past, as_of_year="1899"))
    assert answer.context["form"].errors == {"as_of": ["Enter a year from 1900 on."]}
    assert post(prairie, url, figure(past, as_of_year="2024")).status_code == 302


def test_same_figure_twice_is_refused(prairie: House, indicator: Indicator, period: Period) -> None:
    url = measure_url(prairie, indicator, "figures/new/")
    assert post(prairie, url, figure(period)).status_code == 302
    assert "on record already" in str(post(prairie, url, figure(period)).context["form"].errors)


def test_percent_without_its_number_of_people_is_refused(prairie: House, period: Period) -> None:
    with prairie.scope():
        percent = make_indicator(prairie, "satisfaction", kind="percent")
    url = measure_url(prairie, percent, "figures/new/")
    assert post(prairie, url, figure(period, value="63")).context["form"].errors.keys() == {
        "denominator"
    }
    answer = post(prairie, url, figure(period, value="101", denominator="41"))
    assert answer.context["form"].errors.keys() == {"value"}


def test_money_is_typed_in_dollars_and_kept_in_cents(prairie: House, period: Period) -> None:
    with prairie.scope():
        money = make_indicator(prairie, "savings", kind="money")
    post(prairie, measure_url(prairie, money, "figures/new/"), figure(period, value="2022.50"))
    with prairie.scope():
        assert Observation.objects.get().value == 202250


def test_correction_needs_a_reason(prairie: House, indicator: Indicator, period: Period) -> None:
    with prairie.scope():
        found = record(prairie, indicator, period, 638)
    url = prairie.url(f"partnerships/health-sciences/figures/{found.pk}/correct/")
    answer = post(prairie, url, {**figure(period), "reason": ""})
    assert answer.context["form"].errors.keys() == {"reason"}
    assert post(prairie, url, {**figure(period, value="629"), "reason": "Twice"}).status_code == 302
    again = {**figure(period, value="629"), "reason": "Twice"}
    assert post(prairie, url, again).status_code == 302  # a second press
    with prairie.scope():
        assert Observation.objects.get(superseded_at=None).value == 629


def test_correction_after_a_colleague_made_one_keeps_what_was_typed(
    prairie: House, indicator: Indicator, period: Period
) -> None:
    with prairie.scope():
        found = record(prairie, indicator, period, 638)
        facts = {"value": 630, "source": "A new count", "as_of": found.as_of}
        correct_observation(found, actor=prairie.actor("manager"), reason="Twice", **facts)
    url = prairie.url(f"partnerships/health-sciences/figures/{found.pk}/correct/")
    typed = {**figure(period, value="629"), "reason": "One school was counted twice"}
    answer = post(prairie, url, typed)
    assert answer.status_code == 422
    assert "Nothing changed: meanwhile Maren Solberg corrected it." in answer.text
    shown = Controls(answer.text).values
    assert [shown[name] for name in ("value", "reason")] == ["629", "One school was counted twice"]


def test_target_before_the_baseline_ends_is_refused(
    prairie: House, indicator: Indicator, period: Period
) -> None:
    data = {"value": "620", "baseline_value": "540", "baseline_qualifier": "exact"}
    data |= {"baseline_period": str(period.pk), **day("due_on", 6, 30, 2027)}
    answer = post(prairie, measure_url(prairie, indicator, "target/"), data)
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"due_on"})


@pytest.mark.parametrize(
    ("course", "words"),
    [
        ("level", "a straight line from the baseline."),
        ("running", "a straight line: from zero in the period in which the target is due,"),
    ],
)
def test_target_page_says_where_the_line_begins(prairie: House, course: str, words: str) -> None:
    with prairie.scope():
        made = make_indicator(prairie, course=course)
    page = prairie.client("analyst").get(measure_url(prairie, made, "target/")).text
    assert words in page


def test_next_target_does_not_ask_for_the_baseline(
    prairie: House, indicator: Indicator, period: Period
) -> None:
    with prairie.scope():
        aim(prairie, indicator, 620, 540, year(2025))
    url = measure_url(prairie, indicator, "target/")
    form = prairie.client("analyst").get(url).context["form"]
    assert [field.name for field in form.visible_fields()] == ["value", "due_on"]
    data = {"value": "700", **day("due_on", 6, 30, 2028), "baseline_value": "1"}
    assert post(prairie, url, data).status_code == 302
    with prairie.scope():
        assert Target.objects.get(superseded_at=None).baseline_value == 540


@pytest.mark.requirement("R72")
def test_one_of_the_five_begins_filled_in_and_leads_back_to_its_partnership(
    prairie: House,
) -> None:
    client = prairie.client("manager")
    url = prairie.url("settings/measures/new/?measure=jobs_filled&for=health-sciences")
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert (values["name"], values["code"]) == ("Critical jobs filled", "critical-jobs")
    answer = client.post(url, values)
    with prairie.scope():
        made = Indicator.objects.get(code="critical-jobs")
    workspace = prairie.url("partnerships/health-sciences/")
    assert answer.headers["Location"].startswith(workspace)
    assert str(made.pk) in answer.headers["Location"]


@pytest.mark.parametrize("slug", ["nowhere", "%00"])
def test_partnership_that_is_not_there_leads_to_the_list(prairie: House, slug: str) -> None:
    url = prairie.url(f"settings/measures/new/?for={slug}")
    answer = prairie.client("manager").post(url, INDICATOR)
    assert answer.headers["Location"] == prairie.url("settings/measures/")
