"""Who is not of the convener's own team sees what the check-in's door promises, and no more."""

from __future__ import annotations

import pytest

from metrics.rules.elements import communication_and_success
from metrics.services.check_in_answers import LOW_CHECK_IN, answer_check_in
from metrics.services.check_in_follow_ups import close_follow_up
from partnerships.models import FollowUp
from partnerships.registries import PartnershipReport
from tests.cast import House
from tests.metrics.check_in_cast import make_check_in, make_schedule, silence
from tests.stakeholders.world import add_intermediary

PAGES = ("", "partnerships/", "partnerships/health-sciences/")
DASHBOARD = "partnerships/health-sciences/dashboard/"
TELLING = ("median", "of 5", "answered low", "call that followed", "Ruth", "too many forms")
INSIDERS = ("owner", "manager", "coordinator", "analyst", "viewer")


def ask(house: House, *temperatures: int) -> None:
    """As many partners as answers, each with its own."""
    with house.scope():
        for number, temperature in enumerate(temperatures):
            check_in = make_check_in(house, f"Clinic {number}")
            answer_check_in(check_in, temperature=temperature, note="There are too many forms.")


def pages_of(house: House, role: str) -> str:
    client = house.client(role)
    return " ".join(client.get(house.url(page)).text for page in (*PAGES, DASHBOARD))


def report_for(house: House, role: str) -> PartnershipReport:
    with house.scope():
        reports = communication_and_success(house.convener, [house.partnership])
    return reports[house.partnership.pk].for_role(role)


@pytest.mark.parametrize("called", [False, True], ids=["before the call", "after the call"])
def test_delegate_cannot_tell_a_low_answer_from_a_good_one(prairie: House, called: bool) -> None:
    add_intermediary(prairie)
    ask(prairie, 2)
    if called:
        with prairie.scope():
            low = FollowUp.objects.get(kind=LOW_CHECK_IN)
            close_follow_up(low, outcome="They are fine.", actor=prairie.actor("coordinator"))
    page = pages_of(prairie, "intermediary")
    assert "1 of 1 checked in." in page
    assert [word for word in TELLING if word in page] == []
    low_report = report_for(prairie, "intermediary")
    with prairie.scope():
        prairie.partnership.check_ins.update(temperature=5)
        FollowUp.objects.filter(kind=LOW_CHECK_IN).update(kind="another_cause")
    assert low_report == report_for(prairie, "intermediary")


@pytest.mark.parametrize("role", INSIDERS)
def test_own_team_sees_the_answer_that_it_may_read(prairie: House, role: str) -> None:
    ask(prairie, 2)
    page = pages_of(prairie, role)
    assert "1 of 1 checked in, median 2 of 5." in page
    assert "Call the partner who answered low." in page
    assert "Clinic 0 answered low" in page


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((2, 4, 4, 5), "4 of 4 checked in."),
        ((2, 4, 4, 5, 5), "5 of 5 checked in, median 4 of 5."),
    ],
)
def test_delegate_sees_a_median_from_five_partners_on(
    prairie: House, answers: tuple[int, ...], words: str
) -> None:
    ask(prairie, *answers)
    report = report_for(prairie, "intermediary")
    assert (report.line, report.elements[5].evidence) == (words, words)
    assert report.elements[5].state == "in_place"


def test_five_contacts_of_four_partners_are_not_five_partners(prairie: House) -> None:
    ask(prairie, 2, 4, 4, 5, 5)
    with prairie.scope():
        schedules = list(prairie.partnership.check_in_schedules.order_by("created_at"))
        schedules[0].organization = schedules[1].organization
        schedules[0].save(update_fields=["organization"])
    assert report_for(prairie, "intermediary").line == "5 of 5 checked in."


def test_silence_is_no_answer_and_may_be_seen(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        silence(prairie)
        silence(prairie)
    report = report_for(prairie, "intermediary").elements[5]
    assert (report.state, report.evidence) == ("attention", "0 of 1 checked in.")


def test_low_answer_stands_on_today_of_those_who_work_on_it_only(prairie: House) -> None:
    add_intermediary(prairie)
    ask(prairie, 1)
    told = {
        role: "Low check-in, 1 of 5." in prairie.client(role).get(prairie.url()).text
        for role in (*INSIDERS, "intermediary")
    }
    writers = ("owner", "manager", "coordinator")
    assert told == {role: role in writers for role in (*INSIDERS, "intermediary")}


def test_page_and_door_name_the_same_readers(prairie: House) -> None:
    ask(prairie, 4)
    page = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/communication/"))
    assert "Seen by your own team only." in page.text
