"""The page behind a check-in's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.working_days import add_working_days
from metrics.models import CheckIn, CheckInItem
from metrics.services.check_in_production import produce_check_ins
from partnerships.models import AuditEvent, FollowUp, MagicLink
from partnerships.services.links import revoke_links
from tests.cast import House
from tests.metrics.check_in_cast import (
    link_to,
    make_check_in,
    make_commitment,
    make_schedule,
    today_of,
)

GOOD = {"temperature": "4", "goal_met": "yes", "note": ""}
LOW = {"temperature": "2", "goal_met": "not_yet", "note": "We gave three tours."}


@pytest.fixture
def asked(prairie: House) -> CheckIn:
    with prairie.scope():
        return make_check_in(prairie)


@pytest.fixture
def door(prairie: House, asked: CheckIn) -> str:
    return f"/check-in/{link_to(prairie, asked.pk)}/"


def reread(house: House, check_in: CheckIn) -> CheckIn:
    with house.scope():
        return CheckIn.objects.get(pk=check_in.pk)


@pytest.mark.requirement("R62")
def test_page_asks_three_questions_and_names_the_goal(client: Client, door: str) -> None:
    page = client.get(door).text
    assert "How is it going, Ruth?" in page
    assert "Three questions about Health Sciences Academy" in page
    assert "Fill three nursing-assistant shifts by summer." in page
    assert "Maren Solberg and their team" in page


@pytest.mark.requirement("B10")
def test_page_without_a_goal_does_not_ask_about_one(client: Client, prairie: House) -> None:
    with prairie.scope():
        asked = make_check_in(prairie, goal="")
    page = client.get(f"/check-in/{link_to(prairie, asked.pk)}/").text
    assert "Two questions" in page
    assert "what you hoped for" not in page


def test_opening_changes_nothing(client: Client, prairie: House, asked: CheckIn, door: str) -> None:
    client.get(door)
    assert reread(prairie, asked).state == "sent"


def test_door_is_kept_by_nobody(client: Client, door: str) -> None:
    assert client.get(door).headers["Cache-Control"].startswith("no-store")


def test_answer_is_kept_with_an_event(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    response = client.post(door, GOOD, follow=True)
    assert "Thank you, Ruth." in response.text
    row = reread(prairie, asked)
    assert (row.state, row.temperature, row.goal_met) == ("answered", 4, "yes")
    with prairie.scope():
        event = AuditEvent.objects.get(object_id=asked.pk, verb="answer")
        assert (event.actor_label, event.subject_id) == ("Ruth Aldous", asked.pk)


@pytest.mark.requirement("B12")
def test_low_answer_opens_a_follow_up_for_the_owner(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    client.post(door, LOW)
    with prairie.scope():
        follow_up = FollowUp.objects.get()
        assert follow_up.title == "Call Ruth Aldous, Prairie Care Hospital"
        assert follow_up.owner_id == prairie.members["manager"].pk
        assert follow_up.detail == "Low check-in, 2 of 5. “We gave three tours.”"
        assert follow_up.due_on == add_working_days(today_of(prairie), 3)


@pytest.mark.requirement("B12")
def test_low_answer_given_twice_opens_one_follow_up(
    client: Client, prairie: House, door: str
) -> None:
    client.post(door, LOW)
    client.post(door, LOW | {"temperature": "1"})
    with prairie.scope():
        follow_up = FollowUp.objects.get()
        event = AuditEvent.objects.get(verb="opened a follow-up")
        assert (event.object_id, event.actor_label) == (follow_up.pk, "The product")
        assert event.after == {"title": follow_up.title, "due_on": str(follow_up.due_on)}


@pytest.mark.parametrize(
    ("choice", "verb"),
    [("pause", "paused mail"), ("stop", "stopped mail"), ("resume", "resumed mail")],
)
def test_what_is_asked_of_our_mail_is_on_record(
    client: Client, prairie: House, asked: CheckIn, door: str, choice: str, verb: str
) -> None:
    client.post(f"{door}mail/", {"choice": choice})
    with prairie.scope():
        event = AuditEvent.objects.get(object_type="partnerships.mailpreference")
        assert (event.verb, event.subject_id) == (verb, asked.pk)
        assert ("paused_until" in event.after) == (choice == "pause")


def test_good_answer_opens_no_follow_up(client: Client, prairie: House, door: str) -> None:
    client.post(door, GOOD)
    with prairie.scope():
        assert not FollowUp.objects.exists()


def test_answer_can_be_changed_until_it_closes(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    client.post(door, LOW)
    assert "You can change it until" in client.get(door).text
    client.post(door, GOOD)
    assert reread(prairie, asked).temperature == 4


def test_answer_after_the_last_day_is_refused(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    with prairie.scope():
        CheckIn.objects.update(closes_on=today_of(prairie) - timedelta(days=1))
    response = client.post(door, GOOD)
    assert (response.status_code, reread(prairie, asked).temperature) == (410, None)
    assert "This check-in has closed" in response.text


@pytest.mark.requirement("R57")
def test_promises_of_both_sides_can_be_called_kept_or_not(client: Client, prairie: House) -> None:
    with prairie.scope():
        schedule = make_schedule(prairie)
        make_commitment(prairie, schedule.organization, text="Host two students")
        make_commitment(prairie, schedule.organization, side="convener", text="Pay for the bus")
        produce_check_ins(prairie.convener)
        asked = CheckIn.objects.get()
        ours, theirs = CheckInItem.objects.order_by("side")
    url = f"/check-in/{link_to(prairie, asked.pk)}/"
    page = client.get(url).text
    assert "You promised: Host two students" in page
    assert "We promised: Pay for the bus" in page
    client.post(url, GOOD | {f"promise_{ours.pk}": "missed", f"promise_{theirs.pk}": "kept"})
    with prairie.scope():
        answers = dict(CheckInItem.objects.values_list("side", "answer"))
    assert answers == {"convener": "missed", "partner": "kept"}


BAD = [
    ("nothing", {}, "temperature"),
    ("not offered", GOOD | {"temperature": "6"}, "temperature"),
    ("wrong type", GOOD | {"temperature": "warm"}, "temperature"),
    ("over-long", GOOD | {"note": "n" * 2001}, "note"),
    ("NUL", GOOD | {"note": "a\x00b"}, "note"),
    ("goal not offered", GOOD | {"goal_met": "<b>"}, "goal_met"),
]


@pytest.mark.parametrize(("data", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_answers_with_an_error_and_keeps_the_rest(
    client: Client, prairie: House, asked: CheckIn, door: str, data: dict[str, str], field: str
) -> None:
    response = client.post(door, data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert reread(prairie, asked).state == "sent"
    if len(data.get("note", "")) > 2000:
        assert data["note"] in response.text


@pytest.mark.parametrize("note", ["<script>alert(1)</script>", "שלום עולם", "🙂👩‍🏫"])
def test_html_right_to_left_and_emoji_are_kept_as_written(
    client: Client, prairie: House, asked: CheckIn, door: str, note: str
) -> None:
    client.post(door, GOOD | {"note": note})
    assert reread(prairie, asked).note == note
    assert "<script>alert" not in client.get(door).text


def test_expired_link_offers_a_fresh_one(client: Client, prairie: House, door: str) -> None:
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    response = client.get(door)
    assert response.status_code == 410
    assert "/fresh/" in response.text


def test_revoked_link_keeps_no_answer(
    client: Client, prairie: House, asked: CheckIn, door: str
) -> None:
    with prairie.scope():
        revoke_links(asked.pk)
    assert client.post(door, GOOD).status_code == 410
    assert reread(prairie, asked).temperature is None


def test_link_of_another_purpose_does_not_open(client: Client, door: str) -> None:
    assert client.get(door.replace("/check-in/", "/evaluate/")).status_code == 404


def test_unknown_token_is_not_found(client: Client) -> None:
    assert client.get("/check-in/nothing/").status_code == 404


def test_link_reaches_no_other_check_in(client: Client, prairie: House, door: str) -> None:
    from django.db import connection

    from config.tenancy.scopes import link_scope

    with prairie.scope():
        other = make_check_in(prairie, "Waseca Dental Group")
        mine = CheckIn.objects.exclude(pk=other.pk).get()
    with link_scope(prairie.convener.pk, mine.pk), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM metrics_checkin")
        assert cursor.fetchall() == [(mine.pk,)]
        cursor.execute("UPDATE metrics_checkin SET note = 'x' WHERE id = %s", [other.pk])
        assert cursor.rowcount == 0


def test_somebody_signed_in_can_open_a_link_too(prairie: House, door: str) -> None:
    member: Any = prairie.client("viewer")
    assert member.get(door).status_code == 200


@pytest.mark.requirement("R92")
def test_naming_somebody_else_opens_a_follow_up_and_mails_nobody(
    client: Client, prairie: House, door: str
) -> None:
    from partnerships.models import Message

    with prairie.scope():
        before = Message.objects.count()
    response = client.post(f"{door}someone-else/", {"words": "Carla Nygaard, shift lead"})
    assert response.status_code == 200
    with prairie.scope():
        follow_up = FollowUp.objects.get(kind="check_in_other_person")
        assert "Carla Nygaard, shift lead" in follow_up.detail
        assert Message.objects.count() == before


def test_naming_a_second_person_says_that_the_first_holds_and_keeps_what_was_typed(
    client: Client, prairie: House, door: str
) -> None:
    client.post(f"{door}someone-else/", {"words": "Sue Lind"})
    response = client.post(f"{door}someone-else/", {"words": "Sorry: Bob Moe"})
    assert response.status_code == 422
    assert "We have the name you gave before." in response.text
    assert "hello@prairie.example" in response.text
    assert "Sorry: Bob Moe" in response.text
    with prairie.scope():
        assert FollowUp.objects.get().detail == "Ruth Aldous says: “Sue Lind”"
        assert AuditEvent.objects.filter(verb="named another person").count() == 1


def test_naming_nobody_asks_again(client: Client, door: str) -> None:
    assert client.post(f"{door}someone-else/", {"words": " "}).status_code == 422


def test_thanks_before_an_answer_lead_to_the_questions(client: Client, door: str) -> None:
    assert client.get(f"{door}thanks/").headers["Location"] == door
