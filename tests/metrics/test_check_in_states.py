"""The communication page tells the truth in every state of a check-in and its mail."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.tenancy.scopes import dispatch_scope
from metrics.models import CheckIn, CheckInSchedule
from metrics.rules.elements import communication_and_success
from metrics.selectors.check_ins import (
    StripCell,
    StripRow,
    check_in_strip,
    strip_finding,
    worst,
)
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_follow_ups import close_follow_up
from metrics.services.check_in_production import produce_check_ins
from metrics.services.check_in_recording import record_check_in
from metrics.services.check_in_schedules import send_check_in
from metrics.services.check_in_upkeep import close_overdue, remind
from partnerships.models import FollowUp, Message
from partnerships.registries import ElementReport, ElementState
from partnerships.services.outbox import set_preference, sweep_claims
from tests.cast import House
from tests.metrics.check_in_cast import (
    deliver,
    let_time_pass,
    make_check_in,
    make_schedule,
    silence,
    today_of,
)

PAGE = "partnerships/health-sciences/communication/"
RUTH = "ruth@prairiecarehospital.example"


def page_of(house: House) -> str:
    """The page's words."""
    text = house.client("coordinator").get(house.url(PAGE)).text
    main = text[text.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def send_now(house: House, **fields: Any) -> CheckIn:
    """Asked at once; the next planned date is in nine days. Inside the scope."""
    schedule = make_schedule(house, next_on=today_of(house) + timedelta(days=9), **fields)
    return send_check_in(schedule, actor=house.actor("coordinator"))


def report_of(house: House) -> ElementReport:
    reports = communication_and_success(house.convener, [house.partnership])
    return reports[house.partnership.pk].elements[5]


def test_never_sent(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
    page = page_of(prairie)
    assert "1 to be asked, none so far." in page
    assert "Not asked yet" in page
    assert "Send check-in now" in page


def test_queued(prairie: House) -> None:
    with prairie.scope():
        send_now(prairie)
    page = page_of(prairie)
    assert "1 of 1 about to be asked." in page
    assert "Waiting to be sent" in page
    assert "Left out if this one is still open" in page
    assert "Send check-in now" not in page


@pytest.mark.parametrize("noticed", ["scheduled", "sent"])
def test_sent_also_before_the_check_in_notices(prairie: House, noticed: str) -> None:
    with prairie.scope():
        send_now(prairie)
        Message.objects.update(state="sent")
        CheckIn.objects.update(state=noticed)
    page = page_of(prairie)
    assert "1 of 1 asked, no answer yet." in page
    assert "Asked, no answer yet" in page
    assert "Waiting to be sent" not in page


def test_answered(prairie: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=4)
    page = page_of(prairie)
    assert "1 of 1 checked in, median 4 of 5." in page
    assert "4 of 5, well" in page
    assert "Left out" not in page


def test_asked_again_beside_an_earlier_answer(prairie: House) -> None:
    with prairie.scope():
        answered = answer_check_in(make_check_in(prairie), temperature=4)
        CheckIn.objects.update(due_on=today_of(prairie) - timedelta(days=30))
        Message.objects.update(dedupe_key="the month before")
        send_check_in(answered.schedule, actor=prairie.actor("coordinator"))
        Message.objects.update(state="sent")
    assert "1 of 1 checked in, median 4 of 5; 1 open now." in page_of(prairie)


def test_paused_by_us(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie, is_active=False)
        report = report_of(prairie)
    page = page_of(prairie)
    assert "All check-ins are paused." in page
    assert "Nobody is asked until you resume" in page
    assert (report.state, report.evidence) == (
        ElementState.UNDER_WAY,
        "All check-ins are paused.",
    )


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"pause_days": 30}, "Ruth Aldous paused these mails until"),
        ({"stop": True}, "Ruth Aldous stopped these mails. Call instead."),
    ],
    ids=["paused", "stopped"],
)
def test_paused_or_stopped_by_the_person(prairie: House, choice: Any, words: str) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie, next_on=today_of(prairie) + timedelta(days=9))
        set_preference(RUTH, subject_id=None, **choice)
        with pytest.raises(ValidationError, match="Nothing was sent: Ruth Aldous"):
            send_check_in(schedule, actor=prairie.actor("coordinator"))
        assert not CheckIn.objects.exists()
    page = page_of(prairie)
    assert words in page
    assert "Send check-in now" not in page


@pytest.mark.requirement("B12")
def test_question_that_was_held_is_no_silence_and_never_goes_out(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        set_preference(RUTH, subject_id=None, pause_days=30)
        produce_check_ins(prairie.convener)
        Message.objects.update(not_before=timezone.now())
    assert deliver(prairie) == 0
    with prairie.scope():
        CheckIn.objects.update(closes_on=today_of(prairie) - timedelta(days=1))
        close_overdue(prairie.convener)
        assert CheckIn.objects.get().state == "unanswered"
        set_preference(RUTH, subject_id=None)
    with dispatch_scope():
        sweep_claims()
    assert deliver(prairie) == 0
    with prairie.scope():
        assert Message.objects.get().state == "withdrawn"
        assert report_of(prairie).state == ElementState.UNDER_WAY
        strip = check_in_strip(prairie.partnership, today_of(prairie))
        assert strip is not None
        assert {cell.kind for cell in strip["rows"][0].cells} == {"not_asked"}
    page = page_of(prairie)
    assert "Not asked: the mail was taken back" in page
    assert "No answer" not in page


@pytest.mark.requirement("B12")
def test_element_five_through_three_silences_and_a_call(prairie: House) -> None:
    seen = []
    with prairie.scope():
        make_schedule(prairie)
        for _ in range(3):
            silence(prairie)
            seen.append(report_of(prairie))
        close_follow_up(FollowUp.objects.get(), outcome="Away.", actor=prairie.actor("manager"))
        seen.append(report_of(prairie))
    assert [report.state for report in seen] == [
        ElementState.UNDER_WAY,
        ElementState.ATTENTION,
        ElementState.ATTENTION,
        ElementState.UNDER_WAY,
    ]
    assert seen[0].evidence.endswith("A second silence in a row asks for a call.")
    assert seen[3].evidence.endswith("The call that followed is on record.")


def test_fresh_copy_that_failed_hides_no_silence(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        produce_check_ins(prairie.convener)
        Message.objects.update(state="sent")
        copy = Message.objects.get()
        Message.objects.bulk_create(
            [Message(**{**values_of(copy), "dedupe_key": "fresh:1", "state": "failed"})]
        )
    assert "Asked, no answer yet" in page_of(prairie)
    with prairie.scope():
        let_time_pass(prairie)
        assert report_of(prairie).evidence.startswith("0 of 1 checked in.")


def values_of(message: Message) -> dict[str, Any]:
    """A message's facts, for a copy."""
    names = ("kind", "stream", "to_name", "to_email", "subject_id", "context", "not_before")
    return {name: getattr(message, name) for name in names}


def test_month_of_two_contacts_shows_the_silence_whatever_their_order() -> None:
    silent, not_asked = StripCell("none"), StripCell("not_asked")
    assert worst([silent, not_asked]) == worst([not_asked, silent]) == silent


def test_reminder_that_waits_does_not_go_out_after_the_answer(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        CheckIn.objects.update(remind_on=today_of(prairie))
        remind(prairie.convener)
        answer_check_in(check_in, temperature=4)
        record_check_in(check_in.pk)
        reminder = Message.objects.get(kind="check_in_reminder")
    assert reminder.state == "withdrawn"


@pytest.mark.requirement("B12")
def test_element_five_asks_for_the_call_until_it_is_recorded(prairie: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=2)
        before = report_of(prairie)
        follow_up = FollowUp.objects.get()
        close_follow_up(follow_up, outcome="A second tour.", actor=prairie.actor("manager"))
        after = report_of(prairie)
    assert before.state == ElementState.ATTENTION
    assert before.step is not None
    assert (after.state, after.step) == (ElementState.UNDER_WAY, None)
    assert after.evidence.endswith("The call that followed is on record.")


def test_plan_says_when_the_first_one_goes_out(prairie: House) -> None:
    with prairie.scope():
        contact = make_schedule(prairie).contact
        CheckInSchedule.objects.all().delete()
    day = today_of(prairie) + timedelta(days=3)
    data = {
        "contact": contact.pk,
        "cadence": "1",
        "starts_on_month": day.month,
        "starts_on_day": day.day,
        "starts_on_year": day.year,
        "owner": prairie.members["manager"].pk,
    }
    client = prairie.client("coordinator")
    page = client.post(prairie.url(f"{PAGE}new/"), data, follow=True).text
    assert f"The first check-in with Ruth Aldous is planned for {day:%b} {day.day}, " in page


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        ([1], "Zumbro Clinic answered low"),
        ([2, 2], "Zumbro Clinic answered low"),
        ([3, 2], "Zumbro Clinic is cooling"),
        ([5, 3], "Zumbro Clinic is cooling"),
        ([5, 4], "No partner is cooling or quiet"),
        ([4], "No partner is cooling or quiet"),
    ],
    ids=str,
)
def test_cooling_takes_two_answers_and_a_fall(answers: list[int], finding: str) -> None:
    row = StripRow("Zumbro Clinic", [StripCell("answer", answer) for answer in answers])
    assert strip_finding([row]) == finding


def test_finding_names_what_cooled_what_is_low_and_what_is_quiet() -> None:
    none = StripCell("none")
    rows = [
        StripRow("Falling", [StripCell("answer", 5), StripCell("answer", 2)]),
        StripRow("New", [StripCell("answer", 1)]),
        StripRow("Silent", [none, none]),
    ]
    words = "Falling is cooling, New answered low, and Silent has gone quiet"
    assert strip_finding(rows) == words
    assert strip_finding(rows[1:]) == "New answered low, and Silent has gone quiet"
