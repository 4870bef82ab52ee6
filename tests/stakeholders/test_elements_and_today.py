"""What this app says on the overview and on Today."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.rules.elements import recruitment_and_benefit
from stakeholders.rules.today import recruitment_items
from tests.cast import House, today
from tests.stakeholders.world import (
    add_candidacy,
    add_intermediary,
    add_need,
    add_organization,
    add_profile,
)


def report(house: House, number: int) -> Any:
    with house.scope():
        found = recruitment_and_benefit(house.convener, [house.partnership])
        return found[house.partnership.pk].elements[number]


def queue(house: House, role: str = "coordinator") -> list[Any]:
    request = SimpleNamespace(convener=house.convener, membership=house.members[role])
    with house.scope():
        return recruitment_items(request, today())


def test_recruitment_begins_with_a_need_then_a_profile_then_names(prairie: House) -> None:
    first = report(prairie, 3)
    need = add_need(prairie)
    second = report(prairie, 3)
    add_profile(prairie, need=need)
    third = report(prairie, 3)
    assert [one.state for one in (first, second, third)] == [
        "not_started",
        "under_way",
        "under_way",
    ]
    labels = [one.step.label for one in (first, second, third)]
    assert labels == ["Add a need", "Write a profile", "Add a prospect"]
    forms = [one.step.url.partition("/recruitment/")[2] for one in (first, second, third)]
    assert forms == ["needs/new/", "profiles/new/", "prospects/new/"]


def test_step_of_an_interview_on_today_leads_to_its_form(prairie: House) -> None:
    add_candidacy(prairie, "interviewing", days=19)
    add_candidacy(prairie, "contacted", days=19)
    ends = {item.button: item.button_url.rpartition("/")[0][-9:] for item in queue(prairie)}
    assert ends["Score interview"] == "interview"
    assert all(item.button_url.endswith(("/interview/", "#next")) for item in queue(prairie))


def test_recruitment_is_in_place_when_every_seat_is_filled(prairie: House) -> None:
    add_candidacy(prairie, "committed", profile=add_profile(prairie))
    found = report(prairie, 3)
    assert (found.state, found.evidence) == ("in_place", "1 of 1 seat matches a profile.")


def test_recruitment_needs_attention_when_a_need_is_past_its_day(prairie: House) -> None:
    yesterday = today() - timedelta(days=1)
    add_profile(prairie, title="Robotics mentor", need=add_need(prairie, needed_by=yesterday))
    found = report(prairie, 3)
    assert found.state == "attention"
    assert "Open: Robotics mentor." in found.evidence


@pytest.mark.parametrize(
    ("goals", "state", "words"),
    [
        ([], "not_started", "No partner is at the table yet."),
        (["Two hires.", ""], "under_way", "1 of 2 partners wrote down what they want in return."),
        (["Two hires."], "in_place", "1 of 1 partner wrote down what they want in return."),
    ],
)
def test_mutual_benefit_counts_partners_with_a_stated_goal(
    prairie: House, goals: list[str], state: str, words: str
) -> None:
    for number, goal in enumerate(goals):
        one = add_organization(prairie, f"Partner {number}", stated_goal=goal)
        add_candidacy(prairie, "invited", organization=one)
    found = report(prairie, 4)
    assert (found.state, found.evidence) == (state, words)


def test_both_elements_of_many_partnerships_cost_one_statement(prairie: House) -> None:
    add_candidacy(prairie, "invited")
    with prairie.scope(), CaptureQueriesContext(connection) as captured:
        recruitment_and_benefit(prairie.convener, [prairie.partnership] * 3)
    assert len(captured) == 1


def test_longest_waiting_candidacy_is_the_next_step_of_an_open_seat(prairie: House) -> None:
    profile = add_profile(prairie, title="Welder")
    for days, name in ((20, "Ash"), (40, "Birch")):
        one = add_organization(prairie, name)
        add_candidacy(prairie, "contacted", days=days, organization=one, profile=profile)
    assert report(prairie, 3).step.words == "Birch waits for its next step."


def test_candidacy_past_its_fourteen_days_is_on_today_with_its_owner(prairie: House) -> None:
    late = add_organization(prairie, "Mission Hydraulics")
    add_candidacy(prairie, "interviewing", days=23, organization=late)
    add_candidacy(prairie, "contacted", days=14)
    add_candidacy(prairie, "committed", days=90)
    add_candidacy(prairie, "closed", days=90)
    [item] = queue(prairie)
    assert item.title == "Decide on the fit of Mission Hydraulics"
    assert item.owner_id == prairie.members["owner"].pk
    assert (today() - item.due_on).days == 9


def test_open_need_past_its_day_is_on_today(prairie: House) -> None:
    yesterday = today() - timedelta(days=1)
    add_need(prairie, description="Evening rides", needed_by=yesterday)
    add_need(prairie, needed_by=today())
    add_need(prairie, needed_by=yesterday, status="met")
    assert [item.title for item in queue(prairie)] == ["Find: Evening rides"]


def test_reader_and_undelegated_intermediary_have_nothing_to_do(prairie: House) -> None:
    add_candidacy(prairie, "contacted", days=30)
    add_intermediary(prairie, delegated=False)
    for role in ("viewer", "intermediary"):
        assert queue(prairie, role) == []


def test_today_page_shows_it(prairie: House) -> None:
    late = add_organization(prairie, "Mission Hydraulics")
    add_candidacy(prairie, "contacted", days=23, organization=late, owner=None)
    page = prairie.client("coordinator").get(prairie.url()).text
    assert "Interview Mission Hydraulics" in page
    assert "It has no owner." in page
