"""A member leaves: what they had in hand goes to somebody who stays."""

from __future__ import annotations

from typing import Any

from partnerships.models import AuditEvent, FollowUp, Membership
from tests.cast import House, today


def end(house: House, role: str, **data: Any) -> Any:
    path = house.url(f"settings/people/{house.members[role].pk}/end/")
    return house.client("owner").post(path, data, follow=True)


def owe(house: House, role: str) -> FollowUp:
    """A follow-up of a member; inside the scope."""
    made: FollowUp = FollowUp.objects.create(
        partnership=house.partnership,
        kind="low_check_in",
        source_id=house.partnership.pk,
        title="Call Ruth",
        owner=house.members[role],
        due_on=today(),
    )
    return made


def test_member_with_nothing_in_hand_leaves_at_once(prairie: House) -> None:
    answer = end(prairie, "viewer")
    assert "Vera Holt has no way in any more." in answer.content.decode()
    with prairie.scope():
        assert not Membership.objects.get(name="Vera Holt").is_active


def test_open_work_needs_somebody_who_takes_over(prairie: House) -> None:
    with prairie.scope():
        owe(prairie, "coordinator")
    answer = end(prairie, "coordinator")
    assert answer.status_code == 422
    assert "Choose who takes over." in answer.content.decode()
    assert "1 follow-up to work on" in answer.content.decode()
    with prairie.scope():
        assert Membership.objects.get(name="Cody Reyes").is_active


def test_follow_up_and_partnership_go_to_the_successor(prairie: House) -> None:
    with prairie.scope():
        follow_up = owe(prairie, "manager")
        prairie.partnership.leader = prairie.members["manager"]
        prairie.partnership.save()
    end(prairie, "manager", successor=prairie.members["coordinator"].pk)
    with prairie.scope():
        follow_up.refresh_from_db()
        prairie.partnership.refresh_from_db()
        assert follow_up.owner == prairie.members["coordinator"]
        assert prairie.partnership.leader == prairie.members["coordinator"]
        events = AuditEvent.objects.filter(verb="handed over").order_by("created_at")
        befores = [event.before for event in events]
        assert befores == [{"leader": "Maren Solberg"}, {"owner": "Maren Solberg"}]


def test_done_work_keeps_its_name(prairie: House) -> None:
    with prairie.scope():
        follow_up = owe(prairie, "coordinator")
        FollowUp.objects.update(done_at="2026-11-01T12:00Z")
    end(prairie, "coordinator")
    with prairie.scope():
        follow_up.refresh_from_db()
        assert follow_up.owner == prairie.members["coordinator"]


def test_leaver_and_people_who_only_read_take_nothing_over(prairie: House) -> None:
    with prairie.scope():
        owe(prairie, "coordinator")
    for role in ("coordinator", "viewer", "analyst"):
        answer = end(prairie, "coordinator", successor=prairie.members[role].pk)
        assert answer.status_code == 422


def test_member_of_another_convener_takes_nothing_over(prairie: House, rival: House) -> None:
    with prairie.scope():
        owe(prairie, "coordinator")
    answer = end(prairie, "coordinator", successor=rival.members["owner"].pk)
    assert answer.status_code == 422


def test_ending_twice_changes_nothing(prairie: House) -> None:
    end(prairie, "viewer")
    assert "Nothing changed: Vera Holt left before." in end(prairie, "viewer").content.decode()


def test_last_owner_is_not_asked_for_a_successor(prairie: House) -> None:
    answer = end(prairie, "owner", successor=prairie.members["manager"].pk)
    assert answer.redirect_chain == [(prairie.url("settings/people/"), 302)]
    assert "A convener needs an owner." in answer.content.decode()
    with prairie.scope():
        assert Membership.objects.get(name="Olive Berg").is_active


def test_work_left_with_somebody_who_is_gone_is_handed_over(prairie: House) -> None:
    end(prairie, "coordinator")
    with prairie.scope():
        follow_up = owe(prairie, "coordinator")
    answer = end(prairie, "coordinator", successor=prairie.members["manager"].pk)
    assert "Cody Reyes left before." in answer.content.decode()
    with prairie.scope():
        follow_up.refresh_from_db()
        assert follow_up.owner == prairie.members["manager"]


def test_page_of_somebody_who_left_with_nothing_in_hand_leads_back(prairie: House) -> None:
    end(prairie, "viewer")
    path = prairie.url(f"settings/people/{prairie.members['viewer'].pk}/end/")
    page = prairie.client("owner").get(path, follow=True).content.decode()
    assert "Nothing changed: Vera Holt left before." in page
