"""Frequency, contact and caller of a schedule can be changed; an open question goes along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from metrics.models import CheckIn, CheckInSchedule
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_changes import change_schedule
from partnerships.models import AuditEvent, FollowUp, Message
from stakeholders.models import Contact
from tests.cast import House
from tests.metrics.check_in_cast import (
    link_to,
    make_check_in,
    make_partner,
    make_schedule,
    today_of,
)

WORKSPACE = "partnerships/health-sciences/communication/"


@pytest.fixture
def schedule(prairie: House) -> CheckInSchedule:
    """Monthly, first asked today, its question sent to Ruth."""
    with prairie.scope():
        return make_check_in(prairie).schedule


def carla_of(house: House, schedule: CheckInSchedule, **facts: Any) -> Contact:
    values = {"name": "Carla Nygaard", "email": "carla@prairiecarehospital.example", **facts}
    with house.scope():
        return Contact.objects.create(organization_id=schedule.organization_id, **values)


def change(house: House, schedule: CheckInSchedule, role: str = "coordinator", **to: Any) -> bool:
    kept = {name: getattr(schedule, name) for name in ("contact", "owner", "cadence")}
    return change_schedule(schedule, actor=house.actor(role), **{**kept, **to})


def test_form_changes_all_three_and_says_so(prairie: House, schedule: CheckInSchedule) -> None:
    carla = carla_of(prairie, schedule)
    client = prairie.client("coordinator")
    url = prairie.url(f"{WORKSPACE}{schedule.pk}/change/")
    assert f'href="{url}"' in client.get(prairie.url(WORKSPACE)).text
    assert "A check-in with Ruth Aldous is open until" in client.get(url).text
    data = {"contact": carla.pk, "cadence": "3", "owner": prairie.members["coordinator"].pk}
    page = client.post(url, data, follow=True).text
    assert "Saved. Carla Nygaard is asked from now on." in page
    assert "Every quarter" in page
    assert "Cody Reyes calls" in page
    assert "Nothing changed." in client.post(url, data, follow=True).text


def test_change_is_kept_in_the_audit_trail(prairie: House, schedule: CheckInSchedule) -> None:
    with prairie.scope():
        assert change(prairie, schedule, cadence=3, owner=prairie.members["coordinator"])
        event = AuditEvent.objects.get(verb="changed check-ins")
        assert event.before == {"owner": "Maren Solberg", "cadence": 1}
        assert event.after == {"owner": "Cody Reyes", "cadence": 3}
        schedule.refresh_from_db()
        assert not change(prairie, schedule)
        assert AuditEvent.objects.filter(verb="changed check-ins").count() == 1


def test_next_date_follows_the_new_cadence_from_the_first_day(prairie: House) -> None:
    today = today_of(prairie)
    first = today.replace(day=1) - timedelta(days=1)
    with prairie.scope():
        schedule = make_schedule(
            prairie, starts_on=first.replace(day=1), next_on=today + timedelta(days=20)
        )
        change(prairie, schedule, cadence=12)
        schedule.refresh_from_db()
        assert schedule.next_on == first.replace(day=1, year=first.year + 1)


def test_open_question_goes_to_the_new_contact_and_leaves_the_old_one(
    client: Client, prairie: House, schedule: CheckInSchedule
) -> None:
    carla = carla_of(prairie, schedule)
    with prairie.scope():
        check_in = schedule.check_ins.get()
    old = f"/check-in/{link_to(prairie, check_in.pk)}/"
    with prairie.scope():
        change(prairie, schedule, contact=carla)
        check_in = CheckIn.objects.get()
        mail = Message.objects.latest("created_at")
        assert (check_in.contact_name, check_in.state) == ("Carla Nygaard", "sent")
        assert (mail.to_email, mail.kind, mail.state) == (carla.email, "check_in", "queued")
    assert client.get(old).status_code == 410
    new = f"/check-in/{link_to(prairie, check_in.pk)}/"
    assert "How is it going, Carla?" in client.get(new).text


def test_mail_that_cannot_be_queued_leaves_the_link_of_before(
    client: Client, prairie: House, schedule: CheckInSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla, ruth, moment = carla_of(prairie, schedule), schedule.contact, timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    with prairie.scope():
        change(prairie, schedule, contact=carla)
        Message.objects.update(state="sent")
        change(prairie, schedule, contact=ruth)
        check_in = CheckIn.objects.get()
    door = f"/check-in/{link_to(prairie, check_in.pk)}/"
    data = {"contact": carla.pk, "cadence": "1", "owner": prairie.members["manager"].pk}
    url = prairie.url(f"{WORKSPACE}{schedule.pk}/change/")
    answer = prairie.client("coordinator").post(url, data)
    assert answer.status_code == 422
    assert "Carla Nygaard was asked a moment ago. Try again in a minute." in answer.text
    assert "How is it going, Ruth?" in client.get(door).text
    with prairie.scope():
        assert CheckInSchedule.objects.get().contact == ruth
        assert Message.objects.get(state="queued").to_email == ruth.email


def test_answered_question_stays_with_who_answered(
    prairie: House, schedule: CheckInSchedule
) -> None:
    carla = carla_of(prairie, schedule)
    with prairie.scope():
        answer_check_in(schedule.check_ins.get(), temperature=4)
        change(prairie, schedule, contact=carla)
        assert CheckIn.objects.get().contact_name == "Ruth Aldous"
        assert not Message.objects.filter(to_email=carla.email).exists()


def test_new_caller_gets_the_low_answer_of_the_open_question(
    prairie: House, schedule: CheckInSchedule
) -> None:
    with prairie.scope():
        change(prairie, schedule, owner=prairie.members["coordinator"])
        answer_check_in(CheckIn.objects.get(), temperature=1)
        assert FollowUp.objects.get().owner == prairie.members["coordinator"]


def test_contact_whom_the_schedule_cannot_ask_is_refused(
    prairie: House, schedule: CheckInSchedule
) -> None:
    silent = carla_of(prairie, schedule, email="")
    asked = carla_of(prairie, schedule)
    with prairie.scope():
        CheckInSchedule.objects.create(
            partnership=prairie.partnership,
            organization_id=schedule.organization_id,
            contact=asked,
            starts_on=today_of(prairie),
            next_on=today_of(prairie),
        )
        elsewhere = make_partner(prairie, "Waseca Dental Group")
        for contact, words in (
            (silent, "has no e-mail address"),
            (asked, "is asked already"),
            (elsewhere, "of the same organization"),
        ):
            with pytest.raises(ValidationError, match=words):
                change(prairie, schedule, contact=contact)
    url = prairie.url(f"{WORKSPACE}{schedule.pk}/change/")
    data = {"contact": asked.pk, "cadence": "1", "owner": prairie.members["manager"].pk}
    answer = prairie.client("coordinator").post(url, data)
    assert answer.status_code == 422
    assert 'id="id_contact_error"' in answer.text


def test_viewer_changes_nothing(prairie: House, schedule: CheckInSchedule) -> None:
    with prairie.scope(), pytest.raises(PermissionDenied):
        change(prairie, schedule, role="viewer", cadence=3)


def test_follow_up_about_the_wrong_person_leads_to_the_change(
    client: Client, prairie: House, schedule: CheckInSchedule
) -> None:
    with prairie.scope():
        check_in = schedule.check_ins.get()
    client.post(f"/check-in/{link_to(prairie, check_in.pk)}/not-me/")
    with prairie.scope():
        follow_up = FollowUp.objects.get()
    page = prairie.client("manager").get(prairie.url(f"follow-ups/{follow_up.pk}/")).text
    assert f"{WORKSPACE}{schedule.pk}/change/" in page
