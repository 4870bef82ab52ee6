"""A mail that cannot be made holds up nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from partnerships.models import Message
from partnerships.services.outbox import Envelope, queue_message
from partnerships.tasks import send_due_messages
from tests.cast import House
from tests.processes import Inbox

pytestmark = pytest.mark.django_db(transaction=True)

POISON: dict[str, dict[str, Any]] = {
    "a file that is gone": {"attachment": "agreements/gone.pdf", "attachment_name": "gone.pdf"},
    "a template that is gone": {"kind": "no_such_mail"},
    "a link that is gone": {"context": {"code_for": "0198c0de-0000-7000-8000-000000000000"}},
    "an address that no header holds": {"to_email": "tom@lindqvist.example\nBcc: all@example.org"},
}


def queue(house: House, key: str, **changes: Any) -> None:
    values: dict[str, Any] = {
        "kind": "invitation",
        "to_name": "Tom Lindqvist",
        "to_email": "tom@lindqvist.example",
        "subject_id": house.partnership.pk,
        "dedupe_key": key,
        "context": {"inviter": "Maren Solberg", "role": "viewer"},
        **changes,
    }
    with house.scope():
        queue_message(Envelope(**values))


@pytest.mark.parametrize("why", POISON)
def test_mail_that_cannot_be_made_waits_alone(
    prairie: House, rival: House, inbox: Inbox, why: str
) -> None:
    queue(prairie, "poison", **POISON[why])
    queue(rival, "sound")
    assert send_due_messages() == 1
    (mail,) = inbox.accepted
    assert mail["From"].addresses[0].display_name == "Rival Chamber"
    with prairie.scope():
        row = Message.objects.get()
        assert (row.state, row.attempts) == ("queued", 1)
        assert row.error
    with rival.scope():
        assert Message.objects.get().state == "sent"


@pytest.mark.parametrize(
    "name",
    ["Tom\r\nBcc: all@example.org", 'Tom" <all@example.org>, "', "Tom\u2028Bcc: x", "T\x00\x0bom"],
)
def test_name_adds_no_header_and_no_recipient(prairie: House, inbox: Inbox, name: str) -> None:
    inviter = {"inviter": f"{name}\r\nBcc: all@example.org", "role": "viewer"}
    queue(prairie, "one", to_name=name.replace("\x00", ""), context=_storable(inviter))
    assert send_due_messages() == 1
    (mail,) = inbox.accepted
    assert [one.addr_spec for one in mail["To"].addresses] == ["tom@lindqvist.example"]
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def _storable(context: dict[str, str]) -> dict[str, str]:
    """PostgreSQL keeps no NUL; every form refuses it before."""
    return {key: value.replace("\x00", "") for key, value in context.items()}
