"""Inviting, joining, delegating and leaving."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partnerships.models import (
    Invitation,
    MagicLink,
    MailPreference,
    Membership,
    Message,
    Partnership,
    User,
)
from partnerships.tasks import send_due_messages
from tests.cast import House
from tests.conftest import superuser_connection
from tests.processes import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


def link_in(mail: Any) -> str:
    """The path of the first link of a mail's plain text."""
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"http://localhost:8000(/\S+)", text)
    assert found, text
    return found[1]


def invite(house: House, inbox: Inbox, **changes: str) -> str:
    """Invites Ivy over the page; the path of her link."""
    values = {"name": "Ivy Lane", "email": "Ivy@Example.org", "role": "coordinator", **changes}
    answer = house.client("owner").post(house.url("settings/people/invite/"), values)
    assert answer.status_code == 302, answer.context["form"].errors
    send_due_messages()
    return link_in(inbox.accepted[-1])


def test_invited_person_joins_with_one_button(prairie: House, inbox: Inbox) -> None:
    path = invite(prairie, inbox)
    client = Client()
    assert "Ivy Lane, you are invited" in client.get(path).content.decode()
    assert client.post(path).headers["Location"] == "/c/prairie/"
    assert client.get("/c/prairie/").status_code == 200
    with prairie.scope():
        assert Membership.objects.get(email="ivy@example.org").role == "coordinator"


def test_opening_the_link_changes_nothing(prairie: House, inbox: Inbox) -> None:
    path = invite(prairie, inbox)
    Client().get(path)
    assert not User.objects.filter(email="ivy@example.org").exists()


def test_link_used_twice_makes_one_member(prairie: House, inbox: Inbox) -> None:
    path = invite(prairie, inbox)
    Client().post(path)
    again = Client()
    assert again.get(path).status_code == 410
    assert again.post(path).headers["Location"] == "/accounts/login/"
    assert again.get("/c/prairie/").status_code == 302
    with prairie.scope():
        assert Membership.objects.filter(email="ivy@example.org").count() == 1


def test_revoked_invitation_does_not_open(prairie: House, inbox: Inbox) -> None:
    path = invite(prairie, inbox)
    with prairie.scope():
        invitation = Invitation.objects.get()
    prairie.client("owner").post(prairie.url(f"settings/invitations/{invitation.pk}/revoke/"))
    client = Client()
    assert (client.get(path).status_code, client.post(path).status_code) == (410, 410)
    assert not User.objects.filter(email="ivy@example.org").exists()


def test_expired_link_sends_a_fresh_one_to_the_same_address_only(
    prairie: House, inbox: Inbox
) -> None:
    path = invite(prairie, inbox)
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    client = Client()
    page = client.get(path)
    assert page.status_code == 410
    fresh = path.replace("/join/", "/link/") + "fresh/"
    client.post(fresh, {"email": "thief@example.org"})
    client.post(fresh)
    send_due_messages()
    assert [mail["To"].addresses[0].addr_spec for mail in inbox.accepted] == [
        "ivy@example.org",
        "ivy@example.org",
    ]
    assert client.get(link_in(inbox.accepted[-1])).status_code == 200


def test_token_is_stored_hashed_only(prairie: House, inbox: Inbox) -> None:
    token = invite(prairie, inbox).split("/")[2]
    with superuser_connection() as server:
        dump = server.execute(
            "SELECT l::text, m::text FROM partnerships_magiclink l, partnerships_message m"
        ).fetchall()
    assert token not in str(dump)


def test_member_cannot_be_invited_again(prairie: House) -> None:
    values = {"name": "Vera", "email": "vera@prairie.example", "role": "viewer"}
    answer = prairie.client("owner").post(prairie.url("settings/people/invite/"), values)
    assert answer.status_code == 422
    assert "This person is a member already." in answer.content.decode()


def test_last_owner_stays_owner(prairie: House) -> None:
    owner = prairie.members["owner"]
    client = prairie.client("owner")
    url = prairie.url(f"settings/people/{owner.pk}/")
    answer = client.post(url, {"role": "viewer", "title": ""})
    assert answer.status_code == 422
    page = client.post(url + "end/", follow=True).content.decode()
    assert "A convener needs an owner." in page


def test_ended_member_is_out_at_once(prairie: House) -> None:
    viewer = prairie.client("viewer")
    assert viewer.get(prairie.url()).status_code == 200
    prairie.client("owner").post(
        prairie.url(f"settings/people/{prairie.members['viewer'].pk}/end/")
    )
    assert viewer.get(prairie.url()).status_code == 404


@pytest.mark.requirement("R15")
def test_intermediary_sees_the_delegated_partnership_only(prairie: House, inbox: Inbox) -> None:
    with prairie.scope():
        Partnership.objects.create(
            name="Welding Academy",
            slug="welding",
            region=prairie.region,
            pathway="Welding",
            leader=prairie.members["manager"],
            lead_entity="Prairie",
        )
    prairie.client("manager").post(
        prairie.url("partnerships/health-sciences/delegations/new/"),
        {"name": "Joel Okafor", "email": "joel@cilc.example", "organization_name": "CILC"},
    )
    send_due_messages()
    client = Client()
    client.post(link_in(inbox.accepted[-1]))
    listing = client.get(prairie.url("partnerships/")).content.decode()
    assert "Health Sciences Academy" in listing
    assert "Welding Academy" not in listing
    assert client.get(prairie.url("partnerships/welding/")).status_code == 404
    assert client.get(prairie.url("settings/people/")).status_code == 403


def test_ended_delegation_takes_the_partnership_away(prairie: House, inbox: Inbox) -> None:
    prairie.client("manager").post(
        prairie.url("partnerships/health-sciences/delegations/new/"),
        {"name": "Joel Okafor", "email": "joel@cilc.example", "organization_name": "CILC"},
    )
    send_due_messages()
    client = Client()
    client.post(link_in(inbox.accepted[-1]))
    with prairie.scope():
        delegation = prairie.partnership.delegations.get()
    prairie.client("manager").post(
        prairie.url(f"partnerships/health-sciences/delegations/{delegation.pk}/end/")
    )
    assert client.get(prairie.url("partnerships/health-sciences/")).status_code == 404
    today = client.get(prairie.url()).text
    assert "Nothing is handed to you now." in today
    assert "Begin with a partnership" not in today


def test_person_pauses_and_stops_reminders_from_the_link(prairie: House, inbox: Inbox) -> None:
    path = invite(prairie, inbox) + "mail/"
    client = Client()
    client.get(path)
    with prairie.scope():
        assert Message.objects.filter(state="held").count() == 0
    for choice, word in (("pause", "Paused"), ("stop", "Stopped")):
        assert client.post(path, {"choice": choice}).headers["Location"] == path
        assert word in client.get(path).content.decode()  # and it can be undone from there
    assert "On again" in client.post(path, {"choice": "resume"}, follow=True).content.decode()
    page = client.get(path).content.decode()  # loading it again says nothing twice
    assert "On again" not in page
    assert "Pause them for 30 days" in page
    with prairie.scope():
        assert MailPreference.objects.count() == 3
