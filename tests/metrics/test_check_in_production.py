"""Due check-ins are made once, with one mail each, in working hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.models import CheckIn, CheckInItem, CheckInSchedule
from metrics.rules.check_in_calendar import next_due_date
from metrics.services.check_in_production import produce_check_ins
from metrics.services.check_in_upkeep import conveners_with_check_in_work
from metrics.tasks import produce_due_check_ins, tend_check_ins
from partnerships.models import Message
from stakeholders.models import Candidacy, Stage
from tests.cast import House
from tests.metrics.check_in_cast import make_commitment, make_schedule, today_of
from tests.metrics.measures_cast import second_partnership
from tests.presses import at_once

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/Chicago"))
EVENING = NOON.replace(hour=21)


@pytest.mark.requirement("R92")
def test_due_schedule_makes_one_check_in_and_one_mail(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        assert produce_check_ins(prairie.convener) == 1
        check_in = CheckIn.objects.get()
        message = Message.objects.get()
        assert (check_in.organization_name, check_in.contact_name, check_in.owner_name) == (
            "Prairie Care Hospital",
            "Ruth Aldous",
            "Maren Solberg",
        )
        assert check_in.closes_on == today_of(prairie) + timedelta(days=14)
        assert message.dedupe_key == f"check-in:{schedule.pk}:{today_of(prairie)}"
        assert (message.subject_id, message.link_purpose) == (check_in.pk, "check_in")


@pytest.mark.requirement("B10")
def test_check_in_copies_the_goal_as_the_partner_told_it(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie, goal="Hire two welders a year.")
        produce_check_ins(prairie.convener)
        schedule.organization.stated_goal = "Something else"
        schedule.organization.save()
        assert CheckIn.objects.get().goal == "Hire two welders a year."


def test_schedule_that_is_not_due_makes_nothing(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie, next_on=today_of(prairie) + timedelta(days=1))
        assert produce_check_ins(prairie.convener) == 0


def test_paused_schedule_makes_nothing(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie, is_active=False)
        assert produce_check_ins(prairie.convener) == 0


def test_organization_is_asked_only_while_it_is_a_partner(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        Candidacy.objects.update(stage=Stage.CLOSED)
        assert produce_check_ins(prairie.convener) == 0
        schedule.refresh_from_db()
        assert schedule.next_on > today_of(prairie)
        Candidacy.objects.update(stage=Stage.COMMITTED)
        CheckInSchedule.objects.update(next_on=today_of(prairie))
        assert produce_check_ins(prairie.convener) == 1


def test_partner_of_another_partnership_is_not_asked_in_this_one(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        Candidacy.objects.update(partnership=second_partnership(prairie).partnership)
        assert produce_check_ins(prairie.convener) == 0


def test_producing_twice_makes_one(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        assert [produce_check_ins(prairie.convener) for _ in range(2)] == [1, 0]
        assert Message.objects.count() == 1


def test_open_check_in_is_not_followed_by_a_second_one(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        produce_check_ins(prairie.convener)
        CheckInSchedule.objects.update(next_on=today_of(prairie) - timedelta(days=1))
        assert produce_check_ins(prairie.convener) == 0
        schedule.refresh_from_db()
        assert schedule.next_on > today_of(prairie)


def test_evening_mail_waits_until_eight_the_next_morning(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie, starts_on=date(2026, 11, 23), next_on=date(2026, 11, 23))
        produce_check_ins(prairie.convener, EVENING)
        local = Message.objects.get().not_before.astimezone(EVENING.tzinfo)
        assert (local.day, local.hour) == (24, 8)


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12])
@pytest.mark.parametrize(
    "start", [date(2026, 11, 23), date(2026, 1, 31), date(2024, 2, 29), date(2023, 12, 1)]
)
def test_next_date_in_sql_is_the_rule_in_python(prairie: House, months: int, start: date) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie, cadence=months, starts_on=start, next_on=start)
        produce_check_ins(prairie.convener, NOON)
        schedule.refresh_from_db()
        assert schedule.next_on == next_due_date(start, months, NOON.date())


@pytest.mark.requirement("R57")
def test_due_promises_of_both_sides_are_asked_about(prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        theirs = make_commitment(prairie, schedule.organization)
        ours = make_commitment(prairie, schedule.organization, side="convener", text="Pay the bus")
        make_commitment(
            prairie, schedule.organization, due_on=today_of(prairie) + timedelta(days=9)
        )
        make_commitment(prairie, schedule.organization, state="kept")
        produce_check_ins(prairie.convener)
        asked = set(CheckInItem.objects.values_list("commitment_id", "side"))
        assert asked == {(theirs.pk, "partner"), (ours.pk, "convener")}


def test_promises_of_another_organization_are_not_asked_about(prairie: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
        other = make_schedule(prairie, "Waseca Dental Group", is_active=False)
        make_commitment(prairie, other.organization)
        produce_check_ins(prairie.convener)
        assert not CheckInItem.objects.exists()


def test_dispatch_names_conveners_with_work_only(prairie: House, rival: House) -> None:
    with prairie.scope():
        make_schedule(prairie)
    with rival.scope():
        make_schedule(rival, next_on=today_of(rival) + timedelta(days=3))
    with dispatch_scope():
        assert conveners_with_check_in_work() == [prairie.convener.pk]


def test_dispatch_reads_no_name_and_no_answer(prairie: House) -> None:
    from django.db import ProgrammingError, transaction

    for column in ("note", "temperature", "contact_email", "organization_name"):
        with dispatch_scope(), pytest.raises(ProgrammingError, match="permission denied"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {column} FROM metrics_checkin")


def test_beat_queues_one_job_a_convener(prairie: House, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr("metrics.tasks.check_ins.queue", lambda task, values: queued.append(values))
    with prairie.scope():
        make_schedule(prairie)
        make_schedule(prairie, "Waseca Dental Group")
    assert produce_due_check_ins() == 1
    assert queued == [{"convener_id": str(prairie.convener.pk)}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R92")
def test_two_beats_at_once_make_each_check_in_once(prairie: House) -> None:
    with prairie.scope():
        for number in range(12):
            make_schedule(prairie, f"Partner {number}")
    tend = partial(tend_check_ins, convener_id=str(prairie.convener.pk))
    assert sum(at_once(tend, tend)) == 12
    with convener_scope(prairie.convener.pk):
        assert (CheckIn.objects.count(), Message.objects.count()) == (12, 12)
