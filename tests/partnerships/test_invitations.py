"""An invitation that is sent again or taken back: one link opens, and the page says what is so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from partnerships.models import AuditEvent, Invitation
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
