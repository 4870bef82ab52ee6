"""An invitation that is sent again or taken back: one link opens, and the page says what is so."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from partnerships.models import AuditEvent, Invitation, MagicLink, Message, Partnership
from partnerships.tasks import send_due_messages
from tests.cast import House
from tests.partnerships.test_people import invite, link_in
from tests.processes import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops the clock of invitations, so that two presses fall into one minute."""
    moment = timezone.now()
    monkeypatch.setattr(
        "partnerships.services.people.timezone", SimpleNamespace(now=lambda: moment)
    )


def send_again(house: House) -> str:
    """What the page says after "Send again"; the mail, if there is one, is delivered."""
    with house.scope():
        invitation = Invitation.objects.get()
    url = house.url(f"settings/invitations/{invitation.pk}/resend/")
    page = house.client("owner").post(url, follow=True).text
    send_due_messages()
    return page


def test_invitation_sent_again_opens_by_its_newest_link_only(prairie: House, inbox: Inbox) -> None:
    first = invite(prairie, inbox)
    assert "A fresh invitation to ivy@example.org is on its way." in send_again(prairie)
    assert len(inbox.accepted) == 2
    assert Client().get(first).status_code == 410
    assert Client().get(link_in(inbox.accepted[-1])).status_code == 200


@pytest.mark.usefixtures("stopped_clock")
def test_second_press_within_a_minute_leaves_the_link_open_and_says_so(
    prairie: House, inbox: Inbox
) -> None:
    invite(prairie, inbox)
    send_again(prairie)
    page = send_again(prairie)
    assert "A fresh invitation was sent a moment ago." in page
    assert "is on its way" not in page
    assert len(inbox.accepted) == 2
    assert Client().get(link_in(inbox.accepted[-1])).status_code == 200
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="sent again").count() == 1


DELEGATIONS = "partnerships/health-sciences/delegations/"


def invite_intermediary(house: House) -> Invitation:
    """Invites Joel to recruit, over the page, as the manager."""
    values = {"name": "Joel Okafor", "email": "joel@cilc.example", "organization_name": "CILC"}
    house.client("manager").post(house.url(DELEGATIONS + "new/"), values)
    send_due_messages()
    with house.scope():
        return Invitation.objects.get()


def press(house: House, label: str) -> str:
    """What the manager is shown after pressing a button of Joel's row; mail is delivered."""
    client, url = house.client("manager"), house.url(DELEGATIONS)
    button = rf'action="([^"]+)">(?:(?!</form>).)*>{label}<span class="usa-sr-only"> Joel Okafor<'
    found = re.search(button, client.get(url).text)
    assert found, label
    page = client.post(found[1], follow=True)
    assert page.redirect_chain == [(url, 302)]
    send_due_messages()
    return page.text


def test_only_the_newest_of_mails_that_waited_goes_out(prairie: House, inbox: Inbox) -> None:
    inbox.refuses.add("ivy@example.org")
    values = {"name": "Ivy Lane", "email": "ivy@example.org", "role": "viewer"}
    prairie.client("owner").post(prairie.url("settings/people/invite/"), values)
    send_due_messages()
    send_again(prairie)
    inbox.refuses.clear()
    with prairie.scope():
        Message.objects.update(not_before=timezone.now())
    assert send_due_messages() == 1


def test_manager_sends_an_expired_invitation_of_an_intermediary_again(
    prairie: House, inbox: Inbox
) -> None:
    invite_intermediary(prairie)
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = press(prairie, "Send again")
    assert "A fresh invitation to joel@cilc.example is on its way." in page
    path, joel = link_in(inbox.accepted[-1]), Client()
    assert joel.post(path).headers["Location"] == prairie.url()
    assert joel.get(prairie.url("partnerships/health-sciences/")).status_code == 200


def test_manager_takes_an_invitation_of_an_intermediary_back(prairie: House, inbox: Inbox) -> None:
    invite_intermediary(prairie)
    page = press(prairie, "Take it back")
    assert "The invitation to joel@cilc.example is taken back." in page
    assert "No duty is delegated." in page
    assert Client().get(link_in(inbox.accepted[-1])).status_code == 410


def test_accepted_invitation_is_not_said_to_be_taken_back(prairie: House, inbox: Inbox) -> None:
    invitation = invite_intermediary(prairie)
    joel, manager = Client(), prairie.client("manager")
    joel.post(link_in(inbox.accepted[-1]))
    url = prairie.url(f"{DELEGATIONS}invitations/{invitation.pk}/revoke/")
    page = manager.post(url, follow=True).text
    assert "Nothing changed: Joel Okafor has joined already." in page
    assert "is taken back" not in page
    assert joel.get(prairie.url("partnerships/health-sciences/")).status_code == 200


def test_mail_of_an_invitation_that_was_taken_back_does_not_go_out(
    prairie: House, inbox: Inbox
) -> None:
    values = {"name": "Ivy Lane", "email": "ivy@example.org", "role": "coordinator"}
    owner = prairie.client("owner")
    owner.post(prairie.url("settings/people/invite/"), values)
    with prairie.scope():
        invitation = Invitation.objects.get()
    owner.post(prairie.url(f"settings/invitations/{invitation.pk}/revoke/"))
    send_due_messages()
    assert inbox.accepted == []


def test_taking_an_invitation_back_twice_is_recorded_once(prairie: House, inbox: Inbox) -> None:
    url = prairie.url(f"{DELEGATIONS}invitations/{invite_intermediary(prairie).pk}/revoke/")
    for _ in range(2):
        page = prairie.client("manager").post(url, follow=True).text
        assert "The invitation to joel@cilc.example is taken back." in page
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="revoked").count() == 1


@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_invitation_is_reached_through_its_own_partnership_only(
    prairie: House, inbox: Inbox, verb: str
) -> None:
    invitation = invite_intermediary(prairie)
    with prairie.scope():
        Partnership.objects.create(
            name="Welding Academy",
            slug="welding",
            region=prairie.region,
            pathway="Welding",
            leader=prairie.members["manager"],
            lead_entity="Prairie",
        )
    url = prairie.url(f"partnerships/welding/delegations/invitations/{invitation.pk}/{verb}/")
    assert prairie.client("manager").post(url).status_code == 404
    with prairie.scope():
        assert Invitation.objects.get().revoked_at is None
