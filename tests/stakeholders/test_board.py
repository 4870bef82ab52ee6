"""The recruitment board and the partners."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import House
from tests.stakeholders.world import (
    ALL_SCORED,
    add_candidacy,
    add_organization,
    add_profile,
    address,
)


def test_each_candidacy_stands_in_the_column_of_its_stage(prairie: House) -> None:
    stages = ("identified", "contacted", "interviewing", "matched", "invited", "committed")
    rows = {stage: add_candidacy(prairie, stage) for stage in stages}
    page = prairie.client("viewer").get(address(prairie)).text
    for stage, row in rows.items():
        column = page.split(f'id="column-{stage}"')[1].split("</section>")[0]
        assert row.organization.name in column


def test_board_says_how_many_seats_are_filled_and_who_waits_longest(prairie: House) -> None:
    add_candidacy(prairie, "committed")
    late = add_organization(prairie, "Mission Hydraulics")
    add_candidacy(prairie, "interviewing", days=23, organization=late)
    page = prairie.client("viewer").get(address(prairie)).text
    assert "One of two seats is filled. Mission Hydraulics is past our limit by 9 days." in page
    assert "9 days past our own limit." in page


def test_candidacy_within_its_fourteen_days_is_not_late(prairie: House) -> None:
    add_candidacy(prairie, "contacted", days=14)
    assert "past our own limit" not in prairie.client("viewer").get(address(prairie)).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("profile={profile}", ["Ash"]),
        ("owner=none", ["Birch"]),
        ("owner={owner}", ["Ash", "Cedar"]),
        ("waiting=past", ["Cedar"]),
        ("profile=nonsense&owner=%00&waiting=1", ["Ash", "Birch", "Cedar"]),
    ],
)
def test_filters_live_in_the_address(prairie: House, query: str, shown: list[str]) -> None:
    profile = add_profile(prairie)
    ash, birch, cedar = (add_organization(prairie, name) for name in ("Ash", "Birch", "Cedar"))
    add_candidacy(prairie, organization=ash, profile=profile)
    add_candidacy(prairie, organization=birch, owner=None)
    add_candidacy(prairie, organization=cedar, days=20)
    asked = query.format(profile=profile.pk, owner=prairie.members["owner"].pk)
    page = prairie.client("viewer").get(address(prairie) + "?" + asked).text
    assert [name for name in ("Ash", "Birch", "Cedar") if f">{name}</a>" in page] == shown
    assert f"{len(shown)} of 3 shown" in page


def test_filter_over_every_profile_says_how_many(prairie: House) -> None:
    add_candidacy(prairie)  # with a profile
    client = prairie.client("viewer")
    assert ">Any profile</option>" in client.get(address(prairie)).text
    add_profile(prairie)
    assert ">All 2 profiles</option>" in client.get(address(prairie)).text


def test_board_takes_the_same_queries_at_one_and_three_candidacies(prairie: House) -> None:
    client, url = prairie.client("coordinator"), address(prairie)
    add_candidacy(prairie, "matched", scores=ALL_SCORED)
    client.get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
        add_candidacy(prairie, "matched", scores=ALL_SCORED)
        add_candidacy(prairie, "contacted", owner=None)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["partners", "recruitment/plan", "recruitment/closed"])
def test_lists_take_the_same_queries_at_one_and_three_rows(prairie: House, page: str) -> None:
    client = prairie.client("viewer")
    url = prairie.url(f"partnerships/health-sciences/{page}/")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            add_candidacy(prairie, "committed")
            add_candidacy(prairie, "closed")
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_partners_are_those_who_are_invited_or_committed(prairie: House) -> None:
    goal = "Two welders who stay."
    for stage, name in (("committed", "Ash"), ("invited", "Birch"), ("matched", "Cedar")):
        one = add_organization(prairie, name, stated_goal=goal if name == "Ash" else "")
        add_candidacy(prairie, stage, organization=one)
    page = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/partners/")).text
    assert [name for name in ("Ash", "Birch", "Cedar") if f">{name}</a>" in page] == [
        "Ash",
        "Birch",
    ]
    assert goal in page
    assert "2 partners; 1 committed." in page
    assert "Not stated yet" in page


def test_reader_sees_the_board_without_buttons_to_move(prairie: House) -> None:
    row = add_candidacy(prairie, "contacted")
    client = prairie.client("viewer")
    assert "Add a prospect" not in client.get(address(prairie)).text
    page = client.get(address(prairie, f"{row.pk}/")).text
    assert "A coordinator takes the next step." in page
    assert "Start the interview" not in page


def test_board_draws_the_latest_four_partners_and_leads_to_the_others(prairie: House) -> None:
    names = [f"Partner {number}" for number in range(6)]
    for number, name in enumerate(names):
        organization = add_organization(prairie, name)
        add_candidacy(prairie, "committed", days=100 - number, organization=organization)
    page = prairie.client("viewer").get(address(prairie)).text
    column = page.split('id="column-committed"')[1].split("</section>")[0]
    assert [name for name in names if name in column] == names[2:]
    assert "And 2 more partners" in column


def test_partners_without_a_goal_can_be_seen_alone(prairie: House) -> None:
    for name, goal in (("Ash", "Two welders who stay."), ("Birch", "")):
        one = add_organization(prairie, name, stated_goal=goal)
        add_candidacy(prairie, "committed", organization=one)
    client = prairie.client("viewer")
    url = prairie.url("partnerships/health-sciences/partners/")
    overview = client.get(prairie.url("partnerships/health-sciences/")).text
    assert f'href="{url}?goal=none"' in overview
    page = client.get(f"{url}?goal=none").text
    assert [name for name in ("Ash", "Birch") if f">{name}</a>" in page] == ["Birch"]
    assert f'<a href="{url}">Show all partners</a>' in page
    assert "2 partners; 2 committed." in page


def test_partners_who_all_stated_a_goal_leave_the_filter_empty(prairie: House) -> None:
    one = add_organization(prairie, "Ash", stated_goal="Two welders who stay.")
    add_candidacy(prairie, "committed", organization=one)
    url = prairie.url("partnerships/health-sciences/partners/?goal=none")
    assert "Every partner has stated a goal." in prairie.client("viewer").get(url).text
