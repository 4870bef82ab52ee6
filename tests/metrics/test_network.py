"""The state agency's page: regions side by side, from what they share."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.services.periods import find_or_make_period
from partnerships.models import Partnership, Region
from partnerships.services.partnerships import find_or_make_region
from tests.agreements.makers import complete, sent
from tests.cast import House
from tests.metrics.measures_cast import give_enrollment, make_indicator, record, share_with, year

MOST_QUERIES = 14


def page_of(agency: House, query: str = "") -> str:
    return agency.client("owner").get(agency.url(f"network/{query}")).content.decode()


def share(house: House, agency: House, value: int, **facts: Any) -> None:
    with house.scope():
        house.region.name = f"Region of {house.convener.name}"
        house.region.save(update_fields=["name"])
        give_enrollment(house, value, **facts)
        share_with(house, agency)


@pytest.mark.requirement("B21")
def test_regions_stand_with_value_share_reporting_and_hidden_together(
    prairie: House, rival: House, agency: House
) -> None:
    share(prairie, agency, 500, expected=9, reporting=8, on_time=7)
    share(rival, agency, 638, expected=5, reporting=5, on_time=5)
    page = page_of(agency)
    for words in ("at least 1,138", "at least 81%", "8 of 9", "13 of 14", "12 of 14"):
        assert words in page, words
    assert "The one region below 90% of target is the one with districts missing" in page


def test_periods_of_one_name_and_two_kinds_are_not_added_up(prairie: House, agency: House) -> None:
    share(prairie, agency, 500)
    with prairie.scope():
        indicator = prairie.partnership.observations.first().indicator
        days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        named = find_or_make_period(kind="calendar_year", label="2026-27", **days)
        record(prairie, indicator, named, 77)
    page = page_of(agency)
    assert ("One region shares it." in page, "577" in page, ">77<" in page) == (True, False, False)
    other = page_of(agency, "?period=2026-27+(calendar+year)")
    assert ("2026-27 (calendar year)" in other, ">77<" in other, ">500<" in other) == (
        True,
        True,
        False,
    )
    rows = agency.client("owner").get(agency.url("network.csv")).text.splitlines()
    assert (len(rows), ",2026-27 (school year),500," in rows[1]) == (2, True)


def test_region_that_does_not_share_is_absent(prairie: House, rival: House, agency: House) -> None:
    share(prairie, agency, 500)
    with rival.scope():
        give_enrollment(rival, 999)
    page = page_of(agency)
    assert ("Region of Prairie" in page, "Rival" in page, "999" in page) == (True, False, False)


def test_page_without_shares_says_what_is_missing(agency: House) -> None:
    assert "No convener shares figures with you yet." in page_of(agency)


def test_own_statewide_figure_is_a_starting_point_and_no_region(
    prairie: House, agency: House
) -> None:
    with agency.scope():
        record(agency, make_indicator(agency, reporters="schools"), year(2016), 5000, reporting=36)
    share(prairie, agency, 500)
    page = page_of(agency)
    assert "Starting point, 2016-17" in page
    assert "in 36 schools" in page
    assert 'value="2016-17"' not in page


def test_hidden_region_is_left_out_of_a_total_that_says_at_least(
    prairie: House, rival: House, agency: House
) -> None:
    share(prairie, agency, 7)
    share(rival, agency, 638)
    page = page_of(agency)
    assert "at least 638" in page
    assert "at least 645" not in page


def test_partnerships_and_agreements_are_counted_by_region(prairie: House, agency: House) -> None:
    with prairie.scope():
        complete(prairie)
        sent(prairie)
    share(prairie, agency, 500)
    page = page_of(agency)
    table = page[page.index("Partnerships and agreements by region") :]
    cells = dict(re.findall(r'<td class="number" data-label="([^"]+)">(\d+)</td>', table))
    assert '<th scope="row">Region of Prairie' in table
    assert cells == {
        "Partnerships": "1",
        "Agreements complete": "1",
        "Waiting for a signature": "1",
        "Other agreements": "0",
    }


def test_csv_has_what_the_page_shows(prairie: House, rival: House, agency: House) -> None:
    share(prairie, agency, 500, expected=9, reporting=8)
    share(rival, agency, 638, expected=5, reporting=5)
    client = agency.client("owner")
    text = client.get(agency.url("network.csv?show=incomplete")).content.decode()
    head, row = text.removeprefix("\ufeff").splitlines()
    assert head.split(",")[5:10] == [
        "Value",
        "Qualifier",
        "Target",
        "Percent of target",
        "Reporting",
    ]
    assert "students,2026-27,500,at least,620,81,8,9,,0,2026-10-01," in row
    assert row.startswith(
        "Region of Prairie Service Cooperative,Prairie Service Cooperative,Enroll"
    )
    assert "Region of Rival" not in text
    assert '<th scope="row">All regions</th>' not in page_of(agency, "?show=incomplete")


def test_csv_ends_with_the_total_where_the_page_shows_all_regions(
    prairie: House, rival: House, agency: House
) -> None:
    share(prairie, agency, 500, expected=9, reporting=8)
    share(rival, agency, 638, expected=5, reporting=5)
    assert '<th scope="row">All regions</th>' in page_of(agency)
    *_, total = agency.client("owner").get(agency.url("network.csv")).text.splitlines()
    assert total.startswith("All regions,")
    assert ",1138,at least,1240,92,13,14,," in total


@pytest.mark.parametrize("query", ["?sort=nonsense", "?measure=%00&period=x&show=y", "?sort=-age"])
def test_nonsense_in_the_address_filters_nothing(prairie: House, agency: House, query: str) -> None:
    share(prairie, agency, 500)
    assert "Region of Prairie" in page_of(agency, query)


def test_regional_convener_has_no_network(prairie: House) -> None:
    assert prairie.client("owner").get(prairie.url("network/")).status_code == 404
    assert "/network/" not in prairie.client("owner").get(prairie.url()).content.decode()


def test_network_asks_as_often_for_three_regions_as_for_one(prairie: House, agency: House) -> None:
    share(prairie, agency, 500)
    client = agency.client("owner")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(agency.url("network/"))
        # Inside a test's transaction BEGIN and COMMIT become savepoints; no page pays for those.
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    one = queries()
    with prairie.scope():
        first = prairie.partnership
        indicator = first.observations.first().indicator
        for name in ("North", "East"):
            region: Region = find_or_make_region(name)
            prairie.partnership = Partnership.objects.create(
                name=name,
                slug=name.lower(),
                region=region,
                pathway="Welding",
                leader=prairie.members["owner"],
                lead_entity="Prairie",
            )
            record(prairie, indicator, year(2026), 300)
        prairie.partnership = first
    assert queries() == one <= MOST_QUERIES


def test_age_is_measured_of_the_newest_period_only(prairie: House, agency: House) -> None:
    share(prairie, agency, 500)
    with prairie.scope():
        indicator = prairie.partnership.observations.first().indicator
        record(prairie, indicator, year(2023), 470, as_of=date(2024, 6, 30))
    past = page_of(agency, "?period=2023-24")
    assert "Jun 30, 2024" in past
    assert "As of" in past
    assert not re.search(r"\d days?<", past.replace("30 days<", ""))
    now = page_of(agency)
    assert "Data age" in now
    assert re.search(r"\d days?<", now.replace("30 days<", ""))


def test_region_of_a_finished_period_is_not_old(prairie: House, agency: House) -> None:
    share(prairie, agency, 500)
    page = page_of(agency, "?period=2024-25&show=old")
    assert "No region matches." in page
    row = agency.client("owner").get(agency.url("network.csv?period=2024-25")).text.splitlines()[1]
    assert row.endswith(",2026-10-01,")
