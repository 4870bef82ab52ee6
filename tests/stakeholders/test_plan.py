"""Needs, profiles and seats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stakeholders.models import Need, NeedStatus, ParticipantProfile
from stakeholders.selectors.seats import seats_of
from tests.cast import House, close_partnership, today
from tests.stakeholders.world import add_candidacy, add_need, add_profile, address, reread


@pytest.mark.requirement("R32")
def test_need_is_written_down_with_kind_and_day_and_shows_as_a_gap(prairie: House) -> None:
    data = {
        "kind": "expertise",
        "description": "Somebody who teaches respiratory care",
        "needed_by_month": "1",
        "needed_by_day": "11",
        "needed_by_year": "2027",
    }
    client = prairie.client("coordinator")
    assert client.post(address(prairie, "needs/new/"), data).status_code == 302
    with prairie.scope():
        need = Need.objects.get()
    assert (need.kind, need.needed_by, need.status) == ("expertise", date(2027, 1, 11), "open")
    page = client.get(address(prairie, "plan/")).text
    assert "Somebody who teaches respiratory care" in page
    assert "Jan 11, 2027" in page


@pytest.mark.requirement("R32")
def test_met_need_may_open_again_and_a_second_press_changes_nothing(prairie: House) -> None:
    need = add_need(prairie)
    client = prairie.client("coordinator")
    client.post(address(prairie, f"needs/{need.pk}/meet/"))
    assert reread(prairie, need).status == NeedStatus.MET
    again = client.post(address(prairie, f"needs/{need.pk}/meet/"), follow=True)
    assert "Nothing changed" in again.text
    client.post(address(prairie, f"needs/{need.pk}/reopen/"))
    assert reread(prairie, need).status == NeedStatus.OPEN


@pytest.mark.requirement("R33")
def test_profile_says_sector_skills_need_and_seats(prairie: House) -> None:
    need = add_need(prairie)
    data = {
        "title": "Robotics mentor",
        "need": need.pk,
        "sector": "business",
        "skills": "Runs a robot cell.",
        "need_met": "Robotics leaves the classroom.",
        "seats": "2",
    }
    client = prairie.client("coordinator")
    assert client.post(address(prairie, "profiles/new/"), data).status_code == 302
    with prairie.scope():
        profile = ParticipantProfile.objects.get()
    assert (profile.title, profile.need_id, profile.seats) == ("Robotics mentor", need.pk, 2)
    again = client.post(address(prairie, "profiles/new/"), data)
    assert again.status_code == 422
    assert "a profile of this title already" in again.text


@pytest.mark.parametrize("seats", ["0", "-1", "100", "many", "1.5", ""])
def test_seats_that_are_no_number_of_seats_are_refused(prairie: House, seats: str) -> None:
    profile = add_profile(prairie)
    url = address(prairie, f"profiles/{profile.pk}/change/")
    answer = prairie.client("coordinator").post(url, {"seats": seats, "title": "Typed"})
    assert answer.status_code == 422
    assert 'id="id_seats_error"' in answer.text
    assert "Typed" in answer.text


@pytest.mark.requirement("R32")
def test_only_a_commitment_fills_a_seat(prairie: House) -> None:
    profile = add_profile(prairie, seats=2)
    rows = [
        add_candidacy(prairie, stage, profile=profile)
        for stage in ("committed", "invited", "matched", "identified")
    ]
    [seat] = seats_of([profile], rows, today())
    assert (seat.filled, seat.deciding, seat.words) == (1, 1, "1 of 2, 1 to decide")


def test_empty_seat_of_a_need_within_sixty_days_presses(prairie: House) -> None:
    day = today()
    need = add_need(prairie, needed_by=day + timedelta(days=60))
    later = add_need(prairie, needed_by=day + timedelta(days=61))
    profiles = [add_profile(prairie, need=need), add_profile(prairie, need=later)]
    assert [seat.is_pressing for seat in seats_of(profiles, [], day)] == [True, False]


def test_closed_partnership_plans_nothing_and_keeps_what_was_typed(prairie: House) -> None:
    profile = add_profile(prairie)
    need_url, profile_url = f"needs/{profile.need_id}/", f"profiles/{profile.pk}/"
    close_partnership(prairie)
    client = prairie.client("coordinator")
    need = {"kind": "expertise", "description": "Somebody who stays late"}
    seat = {
        "title": "Evening mentor",
        "need": profile.need_id,
        "sector": "business",
        "skills": "Stays late.",
        "need_met": "The evening class opens.",
        "seats": "1",
    }
    plan = client.get(address(prairie, "plan/")).text
    assert "The partnership is closed." in plan
    for door, data, typed in (
        ("needs/new/", need, "Somebody who stays late"),
        (f"{need_url}change/", need, "Somebody who stays late"),
        ("profiles/new/", seat, "Evening mentor"),
        (f"{profile_url}change/", seat, "Evening mentor"),
    ):
        answer = client.post(address(prairie, door), data)
        assert answer.status_code == 422
        assert "The partnership is closed." in answer.text
        assert typed in answer.text
        assert door not in plan
    moved = client.post(address(prairie, f"{need_url}meet/"), follow=True)
    assert "Nothing changed. The partnership is closed." in moved.text
    assert f"{need_url}meet/" not in plan
    with prairie.scope():
        assert Need.objects.get().status == NeedStatus.OPEN
        assert ParticipantProfile.objects.get().title == profile.title
