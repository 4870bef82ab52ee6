"""The dashboard page and its exports."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.models import ChartImage
from metrics.rules.elements import communication_and_success
from tests.cast import House
from tests.metrics.measures_cast import aim, give_enrollment, make_indicator, record, year

pytestmark = pytest.mark.requirement("R72")
PAGE = "partnerships/health-sciences/dashboard/"


def page_of(house: House, role: str = "viewer") -> str:
    return house.client(role).get(house.url(PAGE)).content.decode()


def test_empty_dashboard_names_the_five_measures(prairie: House) -> None:
    page = page_of(prairie)
    assert page.count("Not measured yet") == 5
    assert "Get the PDF" not in page


def test_measure_shows_figure_baseline_target_state_and_source(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=9)
    page = page_of(prairie)
    for words in ("638", "9 of 9 districts", "540", "620", "by Jun 30, 2027", "18 above target"):
        assert words in page
    assert "rose from 540 to 638 and reached the target of 620" in page


def test_small_figure_is_hidden_with_its_share_and_expectation(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, 7)
    page = page_of(prairie)
    assert ("hidden" in page, ">7<" in page) == (True, False)
    assert "Counts of 9 or fewer people are hidden" in page


def test_two_at_least_figures_show_no_change(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie, "job-shadow", name="Job shadow", measure="own")
        for start, value in ((2016, 1700), (2017, 3000)):
            record(prairie, indicator, year(start), value, qualifier="at_least")
    page = page_of(prairie)
    assert "at least 3,000" in page
    assert "Job shadow: change is not computed; both figures are “at least”." in page


def test_chart_is_drawn_once_and_served_to_members_only(prairie: House, rival: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    first, second = page_of(prairie), page_of(prairie)
    (address,) = set(re.findall(r'<img src="([^"]+\.svg)"', first + second))
    with prairie.scope():
        assert ChartImage.objects.count() == 2, "one for a desk and one for a phone"
    answer = prairie.client("viewer").get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert rival.client("owner").get(address).status_code == 404


def test_csv_has_the_figures_of_the_page(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=8)
    answer = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/dashboard.csv"))
    text = answer.content.decode("utf-8-sig")
    assert "2026-27,638,at least,8 of 9 districts,District counts,2026-10-01,540,exact," in text


def test_csv_cell_that_a_spreadsheet_would_run_is_made_harmless(prairie: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 50, source="=HYPERLINK(1)")
    answer = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/dashboard.csv"))
    assert ",'=HYPERLINK(1)," in answer.content.decode()


def queries_of(house: House) -> int:
    client = house.client("viewer")
    client.get(house.url(PAGE))  # draws the chart
    with CaptureQueriesContext(connection) as captured:
        client.get(house.url(PAGE))
    return len(captured)


def test_dashboard_asks_as_often_for_three_measures_as_for_one(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    one = queries_of(prairie)
    with prairie.scope():
        for code in ("second", "third"):
            indicator = make_indicator(prairie, code, measure="own")
            record(prairie, indicator, year(2026), 100)
    assert queries_of(prairie) == one


def test_element_seven_says_how_measures_stand(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, 400, as_of=year(2026).starts_on)
        reports = communication_and_success(prairie.convener, [prairie.partnership])
    element = reports[prairie.partnership.pk].elements[7]
    assert (element.state, "1 of 1 measure below path." in element.evidence) == (
        "attention",
        True,
    )


def test_superseded_figure_is_not_shown_beside_a_hidden_one(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        record(prairie, indicator, year(2026), 7)
    url = prairie.url(f"partnerships/health-sciences/measures/{indicator.pk}/")
    page = prairie.client("viewer").get(url).content.decode()
    assert ("hidden" in page, 'data-label="Students">7<' in page) == (True, False)


def test_missing_measure_leads_to_the_form_that_defines_it(prairie: House) -> None:
    client = prairie.client("manager")
    page = client.get(prairie.url(PAGE)).text
    (address,) = re.findall(r'href="([^"]+measure=jobs_filled[^"]*)"', page)
    assert re.search(r'<option value="jobs_filled"\s+selected', client.get(address).text)


def test_measure_of_our_own_without_a_figure_is_found_by_who_may_enter_one(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie, "job-shadow", name="Job shadow", measure="own")
    link = f'href="{prairie.url(f"partnerships/health-sciences/measures/{indicator.pk}/")}"'
    assert link in page_of(prairie, "coordinator")
    assert "Job shadow" not in page_of(prairie)
    with prairie.scope():
        record(prairie, indicator, year(2026), 40)
    page = page_of(prairie, "coordinator")
    assert (page.count(link), "Without a figure here" in page) == (1, False)


def test_verdict_on_incomplete_figures_says_so(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, 550, expected=9, reporting=7)
    words = "it is slightly below path so far: 7 of 9 districts have reported."
    assert words in page_of(prairie)


def test_verdict_on_an_incomplete_figure_that_reached_its_target_stands(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, 638, expected=9, reporting=7)
    page = page_of(prairie)
    assert "One measure has a target; it is reached." in page


def test_lead_and_element_count_every_measure_with_a_target(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        own = make_indicator(prairie, "job-shadow", name="Job shadow", measure="own")
        record(prairie, own, year(2026), 100)
        aim(prairie, own, 900, 800, year(2025))
        [report] = communication_and_success(prairie.convener, [prairie.partnership]).values()
    page = page_of(prairie)
    assert "One of two measures reached its target. Job shadow: below path." in page
    assert report.elements[7].evidence == "1 of 2 measures below path."


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            (638, None),
            "One measure can be compared with its target; it is reached; one more has no figure.",
        ),
        (
            (638, 7),
            "One measure can be compared with its target; it is reached; one more is hidden.",
        ),
        ((7, None), "Two measures have a target; one is hidden; one has no figure."),
        ((7, 7), "Two measures have a target; two are hidden."),
        ((7,), "One measure has a target; its figure is hidden."),
        ((638, 400), "One of two measures reached its target. Enrollment in high-demand"),
        ((638, 638), "Both measures reached their target."),
    ],
)
def test_lead_says_why_a_target_cannot_be_compared(
    prairie: House, figures: tuple[int | None, ...], words: str
) -> None:
    with prairie.scope():
        for number, value in enumerate(figures):
            measure = "own" if number else "enrollment"
            indicator = make_indicator(prairie, f"measure-{number}", measure=measure)
            aim(prairie, indicator, 620, 540, year(2025))
            if value is not None:
                record(prairie, indicator, year(2026), value)
    assert words in page_of(prairie)


@pytest.mark.parametrize("has_target", [True, False])
def test_two_periods_are_enough_for_a_chart(prairie: House, has_target: bool) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        record(prairie, indicator, year(2025), 540)
        record(prairie, indicator, year(2026), 560)
        if has_target:
            aim(prairie, indicator, 620, 540, year(2025))
    page = page_of(prairie)
    assert ".svg" in page
    words = "the target of 620 is still ahead" if has_target else "no target is set yet"
    assert f"rose from 540 to 560; {words}" in page


def test_running_count_within_its_period_shows_no_change(prairie: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie, course="running")
        record(prairie, indicator, year(2024), 400, as_of=date(2025, 6, 30))
        record(prairie, indicator, year(2025), 500, as_of=date(2026, 6, 30))
        record(prairie, indicator, year(2026), 129, qualifier="at_least")
        own = make_indicator(prairie, "shadow", name="Shadow", measure="own", course="running")
        record(prairie, own, year(2025), 500, as_of=date(2026, 6, 30))
        record(prairie, own, year(2026), 129)
    page = page_of(prairie)
    assert page.count('data-label="Change">period not over<') == 2
    assert ("+25.0%" in page, "−74.2%" in page) == (True, False)
    assert "is at least 129 so far, after 500" in page
    assert "Shadow: change is not computed; the later period is not over yet." in page


def test_table_of_the_trend_stacks_on_a_phone(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    table = re.search(r"<table [^>]*>(?:(?!<table).)*?<th[^>]*>Period</th>", page_of(prairie), re.S)
    assert table is not None
    assert "data stacked" in table[0]
    assert 'data-label="Change">+18.1%<' in page_of(prairie)


@pytest.mark.parametrize(
    ("kind", "value", "cells"),
    [
        ("headcount", 1640, "1640,exact"),
        ("headcount", 7, ",hidden"),
        ("money", 20225050, "202250.5,exact"),
        ("percent", 97, "95,over"),
    ],
)
def test_csv_keeps_the_number_apart_from_what_is_said_of_it(
    prairie: House, kind: str, value: int, cells: str
) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie, kind=kind)
        record(prairie, indicator, year(2026), value, denominator=200)
    answer = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/dashboard.csv"))
    assert f",2026-27,{cells}," in answer.text
