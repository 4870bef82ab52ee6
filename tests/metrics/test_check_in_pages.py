"""The communication section, schedules and follow-ups as members work with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.models import CheckInSchedule
from metrics.rules.elements import communication_and_success
from metrics.selectors.check_ins import check_in_strip
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_production import produce_check_ins
from metrics.services.check_in_schedules import CheckInOpen, create_schedule, send_check_in
from partnerships.models import AuditEvent, CharterDocument, FollowUp, Message
from partnerships.registries import ElementState
from partnerships.services.outreach import OutreachClosed
from stakeholders.models import Candidacy, Stage
from tests.bad_input import Controls
from tests.cast import House, close_partnership
from tests.metrics.check_in_cast import (
    let_time_pass,
    make_check_in,
    make_partner,
    make_schedule,
    today_of,
)

WORKSPACE = "partnerships/health-sciences/communication/"


def plan(house: House, contact: Any, role: str = "coordinator") -> CheckInSchedule:
    return create_schedule(
        house.partnership,
        contact=contact,
        owner=house.members["manager"],
        cadence=1,
        starts_on=today_of(house),
        actor=house.actor(role),
    )


def test_schedule_is_planned_with_an_event(prairie: House) -> None:
    with prairie.scope():
        schedule = plan(prairie, make_partner(prairie))
        assert AuditEvent.objects.get(object_id=schedule.pk).verb == "planned check-ins"


def test_contact_is_planned_once(prairie: House) -> None:
    with prairie.scope():
        contact = make_partner(prairie)
        plan(prairie, contact)
        with pytest.raises(ValidationError, match="asked already"):
            plan(prairie, contact)


@pytest.mark.requirement("B1")
def test_no_check_in_before_the_charter_stands(prairie: House) -> None:
    with prairie.scope():
        contact = make_partner(prairie)
        CharterDocument.objects.all().delete()
        with pytest.raises(OutreachClosed):
            plan(prairie, contact)


def test_send_now_is_not_delayed_by_the_hour(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie, next_on=today_of(prairie) + timedelta(days=9))
        check_in = send_check_in(schedule, actor=prairie.actor("coordinator"))
        message = Message.objects.get(subject_id=check_in.pk)
        assert message.not_before <= message.created_at
        schedule.refresh_from_db()
        assert schedule.next_on == today_of(prairie) + timedelta(days=9)


def test_send_now_pressed_twice_sends_one(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        send_check_in(schedule, actor=prairie.actor("coordinator"))
        with pytest.raises(CheckInOpen):
            send_check_in(schedule, actor=prairie.actor("coordinator"))
        assert Message.objects.count() == 1


def test_button_says_where_the_check_in_goes(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
    client = prairie.client("coordinator")
    page = client.post(prairie.url(f"{WORKSPACE}{schedule.pk}/send/"), follow=True).text
    assert "A check-in to ruth@prairiecarehospital.example is on its way." in page
    page = client.post(prairie.url(f"{WORKSPACE}{schedule.pk}/send/"), follow=True).text
    assert "Nothing changed" in page


def test_who_is_no_longer_a_partner_is_not_asked_and_the_page_says_why(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        Candidacy.objects.update(stage=Stage.CLOSED)
    client = prairie.client("coordinator")
    page = client.get(prairie.url(WORKSPACE)).text
    assert ("No longer a partner" in page, "Send check-in now" in page) == (True, False)
    page = client.post(prairie.url(f"{WORKSPACE}{schedule.pk}/send/"), follow=True).text
    assert "Nothing was sent: Prairie Care Hospital is no longer a partner here." in page
    with prairie.scope():
        assert not Message.objects.exists()


def test_pause_and_resume_are_said_and_safe_to_repeat(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
    client = prairie.client("coordinator")
    for verb, words in (
        ("pause", "is not asked"),
        ("pause", "Nothing changed"),
        ("resume", "is asked again"),
    ):
        page = client.post(prairie.url(f"{WORKSPACE}{schedule.pk}/{verb}/"), follow=True).text
        assert words in page


def test_page_shows_a_failed_mail_with_a_retry(prairie: House) -> None:
    with prairie.scope():
        make_check_in(prairie)
        Message.objects.update(state="failed", error="550 no such user")
    page = prairie.client("coordinator").get(prairie.url(WORKSPACE)).text
    assert "550 no such user" in page
    assert "/retry/" in page


def test_viewer_reads_without_buttons(prairie: House) -> None:
    with prairie.scope():
        make_check_in(prairie)
    page = prairie.client("viewer").get(prairie.url(WORKSPACE)).text
    assert "Prairie Care Hospital" in page
    assert "Send check-in now" not in page


def test_other_conveners_page_shows_nothing_of_ours(prairie: House, rival: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=2, note="Secret note")
        follow_up = FollowUp.objects.get()
    client = rival.client("owner")
    assert "Prairie Care Hospital" not in client.get(rival.url(WORKSPACE)).text
    assert client.get(rival.url(f"follow-ups/{follow_up.pk}/")).status_code == 404
    assert client.get(prairie.url(WORKSPACE)).status_code == 404


def test_list_costs_the_same_for_one_and_three_partners(prairie: House) -> None:
    client = prairie.client("manager")
    counts = []
    for names in (["One"], ["Two", "Three"]):
        with prairie.scope():
            for name in names:
                answer_check_in(make_check_in(prairie, name), temperature=2)
        for page in (WORKSPACE, ""):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(prairie.url(page)).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


BAD = [
    ("nothing", {}, "contact"),
    ("contact of nobody", {"contact": "018f0000-0000-7000-8000-000000000000"}, "contact"),
    ("contact no key", {"contact": "🙂"}, "contact"),
    ("cadence not offered", {"cadence": "5"}, "cadence"),
    (
        "no date",
        {"starts_on_month": "2", "starts_on_day": "31", "starts_on_year": "2027"},
        "starts_on",
    ),
    (
        "day passed",
        {"starts_on_month": "1", "starts_on_day": "1", "starts_on_year": "2020"},
        "starts_on",
    ),
]


@pytest.mark.parametrize(("data", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_schedule_answers_with_an_error_beside_the_field(
    prairie: House, data: dict[str, str], field: str
) -> None:
    with prairie.scope():
        make_partner(prairie)
    response = prairie.client("coordinator").post(prairie.url(f"{WORKSPACE}new/"), data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    with prairie.scope():
        assert not CheckInSchedule.objects.exists()


@pytest.fixture
def low(prairie: House) -> FollowUp:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=2, note="Three tours, nobody back.")
        return FollowUp.objects.get()


@pytest.mark.requirement("B12")
def test_low_answer_stands_on_today_until_the_call_is_recorded(
    prairie: House, low: FollowUp
) -> None:
    client = prairie.client("manager")
    today = client.get(prairie.url()).text
    assert "Call Ruth Aldous, Prairie Care Hospital" in today
    assert "Low check-in, 2 of 5." in today
    page = client.post(
        prairie.url(f"follow-ups/{low.pk}/"), {"outcome": "Second tour planned."}, follow=True
    )
    assert "Recorded: Call Ruth Aldous" in page.text
    assert "Low check-in" not in client.get(prairie.url()).text
    with prairie.scope():
        low.refresh_from_db()
        assert (low.outcome, low.done_by) == ("Second tour planned.", prairie.members["manager"])


def test_recording_a_call_twice_changes_nothing(prairie: House, low: FollowUp) -> None:
    client = prairie.client("manager")
    url = prairie.url(f"follow-ups/{low.pk}/")
    client.post(url, {"outcome": "First"})
    page = client.post(url, {"outcome": "First"}, follow=True).text
    assert "Nothing changed" in page


def test_call_that_a_colleague_recorded_first_keeps_what_was_typed(
    prairie: House, low: FollowUp
) -> None:
    url = prairie.url(f"follow-ups/{low.pk}/")
    prairie.client("manager").post(url, {"outcome": "First"})
    answer = prairie.client("owner").post(url, {"outcome": "Second"})
    assert answer.status_code == 422
    assert "Nothing changed: meanwhile Maren Solberg closed it." in answer.text
    assert Controls(answer.text).values["outcome"] == "Second"
    with prairie.scope():
        low.refresh_from_db()
        assert low.outcome == "First"


@pytest.mark.parametrize(
    "outcome", ["", "  ", "x" * 2001, "a\x00b"], ids=["empty", "blank", "long", "NUL"]
)
def test_bad_outcome_keeps_the_follow_up_open(prairie: House, low: FollowUp, outcome: str) -> None:
    response = prairie.client("manager").post(
        prairie.url(f"follow-ups/{low.pk}/"), {"outcome": outcome}
    )
    assert response.status_code == 422
    with prairie.scope():
        low.refresh_from_db()
        assert low.done_at is None


def test_unowned_follow_up_can_be_taken(prairie: House, low: FollowUp) -> None:
    with prairie.scope():
        FollowUp.objects.update(owner=None)
    client = prairie.client("coordinator")
    client.post(prairie.url(f"follow-ups/{low.pk}/take/"))
    with prairie.scope():
        low.refresh_from_db()
        assert low.owner == prairie.members["coordinator"]


def test_schedule_that_nobody_owns_stands_on_today(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie, owner=None)
    assert (
        "Decide who calls Prairie Care Hospital"
        in prairie.client("manager").get(prairie.url()).text
    )


@pytest.mark.requirement("B12")
@pytest.mark.parametrize(
    ("temperature", "state"),
    [(None, ElementState.UNDER_WAY), (4, ElementState.IN_PLACE), (2, ElementState.ATTENTION)],
)
def test_element_five_follows_the_answers(prairie: House, temperature: Any, state: Any) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        if temperature:
            answer_check_in(check_in, temperature=temperature)
        reports = communication_and_success(prairie.convener, [prairie.partnership])
        report = reports[prairie.partnership.pk].elements[5]
        assert report.state == state


def test_element_five_without_a_schedule_is_not_started(prairie: House) -> None:
    with prairie.scope():
        reports = communication_and_success(prairie.convener, [prairie.partnership])
        report = reports[prairie.partnership.pk].elements[5]
        assert report.state == ElementState.NOT_STARTED


def test_strip_puts_the_cooling_partner_first_and_names_it(prairie: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie, "Always Well"), temperature=5)
        check_in = make_check_in(prairie, "Zumbro Clinic")
        answer_check_in(check_in, temperature=3)
        let_time_pass(prairie)
        produce_check_ins(prairie.convener)
        answer_check_in(check_in.schedule.check_ins.latest("due_on"), temperature=2)
        strip = check_in_strip(prairie.partnership, today_of(prairie))
        assert strip is not None
        assert strip["finding"] == "Zumbro Clinic is cooling"
        assert [row.name for row in strip["rows"]] == ["Zumbro Clinic", "Always Well"]


def test_closed_partnership_offers_and_plans_no_check_in(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        contact = make_partner(prairie, "Second Shop")
    close_partnership(prairie)
    page = prairie.client("coordinator").get(prairie.url(WORKSPACE)).text
    for label in ("Plan check-ins", "Send check-in now"):
        assert label not in page
    with prairie.scope(), pytest.raises(ValidationError, match="partnership is closed"):
        plan(prairie, contact)


def test_closed_partnership_leaves_today(prairie: House) -> None:
    with prairie.scope():
        CheckInSchedule.objects.filter(pk=make_schedule(prairie).pk).update(owner=None)
    client = prairie.client("coordinator")
    assert "Nobody owns its check-ins." in client.get(prairie.url()).text
    close_partnership(prairie)
    assert "Nobody owns its check-ins." not in client.get(prairie.url()).text
