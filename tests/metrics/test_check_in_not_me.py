"""A stranger who gets a check-in says so with one press, and hears no more."""

from __future__ import annotations

import pytest
from django.test import Client

from config.tenancy.scopes import dispatch_scope
from metrics.models import CheckIn
from metrics.services.check_in_upkeep import remind
from partnerships.models import AuditEvent, FollowUp, MailPreference, Message
from partnerships.services.outbox import claim_due_messages
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_check_in, today_of

RUTH = "ruth@prairiecarehospital.example"


@pytest.fixture
def asked(prairie: House) -> CheckIn:
    with prairie.scope():
        return make_check_in(prairie)


@pytest.fixture
def door(prairie: House, asked: CheckIn) -> str:
    return f"/check-in/{link_to(prairie, asked.pk)}/"


def follow_up_of(house: House) -> FollowUp:
    with house.scope():
        return FollowUp.objects.get(kind="check_in_wrong_person")


def test_door_leads_to_a_page_where_one_press_is_enough(
    client: Client, prairie: House, door: str
) -> None:
    assert f'href="{door}not-me/">This is not for me' in client.get(door).text
    page = client.get(f"{door}not-me/").text
    assert "Maren Solberg that it reached the wrong person" in page
    assert "Optional" in page
    assert client.post(f"{door}not-me/").status_code == 200
    follow_up = follow_up_of(prairie)
    assert follow_up.title == "Find the right person at Prairie Care Hospital"
    assert follow_up.detail == f"{RUTH} says: this is not for me."
    assert follow_up.owner_id == prairie.members["manager"].pk


def test_name_of_the_right_person_reaches_the_convener(
    client: Client, prairie: House, door: str
) -> None:
    client.post(f"{door}not-me/", {"words": "Carla Nygaard"})
    assert "They name: “Carla Nygaard”" in follow_up_of(prairie).detail
    page = prairie.client("manager").get(prairie.url()).text
    assert "Find the right person at Prairie Care Hospital" in page
    assert "The check-in reached the wrong person." in page


def test_every_link_to_that_address_closes(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    other = f"/check-in/{link_to(prairie, asked.pk)}/"
    client.post(f"{door}not-me/")
    assert [client.get(one).status_code for one in (door, other)] == [410, 410]
    assert client.post(f"{door}not-me/").status_code == 410
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="said it is not for them").count() == 1


def test_nothing_more_is_mailed_to_that_address(client: Client, prairie: House, door: str) -> None:
    client.post(f"{door}not-me/")
    with prairie.scope():
        assert MailPreference.objects.get(email=RUTH).stopped_at is not None
        CheckIn.objects.update(remind_on=today_of(prairie))
        assert remind(prairie.convener) == 1
        Message.objects.update(not_before="2026-01-01T00:00Z")
    with dispatch_scope():
        assert claim_due_messages() == []
    with prairie.scope():
        assert Message.objects.get(kind="check_in_reminder").state == "held"
    page = prairie.client("coordinator").get(
        prairie.url("partnerships/health-sciences/communication/")
    )
    assert "Ruth Aldous stopped these mails. Call instead." in page.text
