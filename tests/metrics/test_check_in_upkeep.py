"""Sent, reminded once, closed: what time does to check-ins, and what answers do to promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agreements.models import Commitment
from config.tenancy.scopes import dispatch_scope
from metrics.models import CheckIn, CheckInItem, CheckInSchedule
from metrics.selectors.check_in_standing import check_in_standing
from metrics.selectors.element_facts import success_facts
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_production import produce_check_ins
from metrics.services.check_in_recording import record_check_in, record_waiting
from metrics.services.check_in_upkeep import close_overdue, mark_sent, remind
from partnerships.models import FollowUp, Message
from partnerships.services.outbox import claim_due_messages, set_preference
from partnerships.tasks import send_due_messages
from stakeholders.models import Candidacy, Stage
from tests.cast import House, close_partnership
from tests.metrics.check_in_cast import make_check_in, make_commitment, make_schedule, today_of
from tests.processes import Inbox


def silence(house: House, schedule: CheckInSchedule) -> CheckIn:
    """One produced, sent, never answered and closed check-in of a schedule."""
    days = 30 * (schedule.check_ins.count() + 1)
    CheckInSchedule.objects.filter(pk=schedule.pk).update(
        next_on=today_of(house) - timedelta(days=200 - days)
    )
    produce_check_ins(house.convener)
    made = schedule.check_ins.latest("due_on")
    Message.objects.filter(subject_id=made.pk).update(state="sent")
    mark_sent(house.convener)
    CheckIn.objects.filter(pk=made.pk).update(closes_on=today_of(house) - timedelta(days=1))
    close_overdue(house.convener)
    made.refresh_from_db()
    return made


def test_check_in_counts_as_asked_once_its_mail_is_accepted(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        produce_check_ins(prairie.convener)
        assert mark_sent(prairie.convener) == 0
        Message.objects.update(state="sent")
        assert mark_sent(prairie.convener) == 1
        assert CheckIn.objects.get().state == "sent"


@pytest.mark.requirement("R92")
def test_one_reminder_after_five_days(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        later = timezone.now() + timedelta(days=5)
        assert remind(prairie.convener, later - timedelta(days=1)) == 0
        assert [remind(prairie.convener, later) for _ in range(2)] == [1, 0]
        kinds = Message.objects.filter(subject_id=check_in.pk).values_list("kind", flat=True)
        assert sorted(kinds) == ["check_in", "check_in_reminder"]


def test_answered_check_in_is_not_reminded(prairie: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=4)
        assert remind(prairie.convener, timezone.now() + timedelta(days=6)) == 0


def test_who_is_no_longer_a_partner_gets_no_reminder(prairie: House) -> None:
    with prairie.scope():
        make_check_in(prairie)
        Candidacy.objects.update(stage=Stage.CLOSED)
        assert remind(prairie.convener, timezone.now() + timedelta(days=6)) == 0


@pytest.mark.parametrize("what", ["partner", "partnership"])
def test_question_that_waits_is_taken_back_from_who_is_no_longer_asked(
    prairie: House, inbox: Inbox, what: str
) -> None:
    with prairie.scope():
        make_schedule(prairie)
        make_schedule(prairie, "Prairie Steel")
        produce_check_ins(prairie.convener)
        Message.objects.update(not_before=timezone.now() - timedelta(minutes=1))
        if what == "partner":
            of_hospital = Candidacy.objects.filter(organization__name="Prairie Care Hospital")
            of_hospital.update(stage=Stage.CLOSED)
    if what == "partnership":
        close_partnership(prairie)
    send_due_messages()
    asked = [mail["To"] for mail in inbox.accepted]
    assert ["prairiesteel" in one for one in asked] == ([True] if what == "partner" else [])
    with prairie.scope():
        states = Message.objects.order_by("to_email").values_list("state", flat=True)
        after = "sent" if what == "partner" else "withdrawn"
        assert list(states) == ["withdrawn", after]


def test_paused_schedule_holds_the_reminder(prairie: House) -> None:
    with prairie.scope():
        make_check_in(prairie)
        CheckInSchedule.objects.update(is_active=False)
        assert remind(prairie.convener, timezone.now() + timedelta(days=6)) == 0


@pytest.mark.parametrize("choice", [{"pause_days": 30}, {"stop": True}], ids=["paused", "stopped"])
def test_person_who_paused_or_stopped_gets_no_check_in(prairie: House, choice: Any) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        set_preference(schedule.contact.email, subject_id=None, **choice)
        produce_check_ins(prairie.convener)
        Message.objects.update(not_before=timezone.now() - timedelta(minutes=1))
    with dispatch_scope():
        assert claim_due_messages() == []
    with prairie.scope():
        assert Message.objects.get().state == "held"


@pytest.mark.requirement("B12")
def test_two_unanswered_in_a_row_open_a_follow_up(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        first = silence(prairie, schedule)
        assert not FollowUp.objects.exists()
        second = silence(prairie, schedule)
        follow_up = FollowUp.objects.get()
        assert (first.state, second.state) == ("unanswered", "unanswered")
        assert (follow_up.title, follow_up.source_id) == ("Reach Prairie Care Hospital", second.pk)


def test_third_silence_adds_no_second_open_follow_up(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        for _ in range(3):
            silence(prairie, schedule)
        assert FollowUp.objects.count() == 1


def test_mail_that_never_left_is_no_silence(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        silence(prairie, schedule)
        Message.objects.update(state="held")
        silence(prairie, schedule)
        assert not FollowUp.objects.exists()


@pytest.mark.requirement("R57")
def test_answer_marks_promises_of_both_sides(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        make_commitment(prairie, schedule.organization)
        make_commitment(prairie, schedule.organization, side="convener", text="Pay the bus")
        produce_check_ins(prairie.convener)
        answers = {
            item.pk: "kept" if item.side == "partner" else "missed"
            for item in CheckInItem.objects.all()
        }
        answer_check_in(CheckIn.objects.get(), temperature=4, promises=answers)
        assert record_waiting() == 1
        states = dict(Commitment.objects.values_list("side", "state"))
        assert states == {"partner": "kept", "convener": "missed"}
        assert CheckIn.objects.get().state == "recorded"


def test_recording_twice_is_a_no_op(prairie: House) -> None:
    with prairie.scope():
        check_in = answer_check_in(make_check_in(prairie), temperature=4)
        assert [record_check_in(check_in.pk) for _ in range(2)] == [True, False]


def test_members_later_correction_stays_when_only_the_note_changes(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        make_commitment(prairie, schedule.organization)
        produce_check_ins(prairie.convener)
        promises = {CheckInItem.objects.get().pk: "missed"}
        check_in = CheckIn.objects.get()
        answer_check_in(check_in, temperature=4, promises=promises)
        record_waiting()
        Commitment.objects.update(state="kept")
        answer_check_in(check_in, temperature=4, promises=promises, note="One more word.")
        record_waiting()
        assert Commitment.objects.get().state == "kept"


def test_changed_low_answer_updates_the_open_follow_ups_line(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        answer_check_in(check_in, temperature=2, note="Slow.")
        answer_check_in(check_in, temperature=1, note="Worse.")
        record_waiting()
        assert FollowUp.objects.get().detail == "Low check-in, 1 of 5. “Worse.”"


def test_lead_and_element_count_present_partners(prairie: House) -> None:
    with prairie.scope():
        make_check_in(prairie)
        steel = make_schedule(prairie, "Prairie Steel")
        assert check_in_standing(prairie.partnership).schedules == 2
        Candidacy.objects.filter(organization=steel.organization).update(stage=Stage.CLOSED)
        facts = success_facts(prairie.convener, [prairie.partnership])[prairie.partnership.pk]
        present = check_in_standing(prairie.partnership)
        assert (present.schedules, present.out, present.waiting) == (1, 1, 0)
        assert facts.check_ins == present
        Candidacy.objects.update(stage=Stage.CLOSED)
        assert check_in_standing(prairie.partnership) is None
