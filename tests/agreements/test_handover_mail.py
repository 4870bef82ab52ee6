"""Mail of an agreement whose contact or signatory left: it names and reaches who is there now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from partnerships.models import MagicLink, Membership, Message, MessageState
from tests.agreements.makers import Post, sent, signed
from tests.cast import House, make_member


@pytest.fixture
def leaver(prairie: House) -> Membership:
    """A second owner, in whose name the agreements of these tests are sent and signed."""
    member = make_member(prairie.convener, "owner", "Lena Weaver", may_sign=True)
    prairie.members["leaver"] = prairie.members["owner"]
    prairie.members["owner"] = member
    return member


def end(house: House, member: Membership) -> None:
    """The first owner ends the membership over the page; the manager takes over."""
    path = house.url(f"settings/people/{member.pk}/end/")
    answer = house.client("leaver").post(path, {"successor": house.members["manager"].pk})
    assert answer.status_code == 302


@pytest.mark.parametrize("state", ["queued", "held", "failed", "sending"])
def test_unsent_mail_names_and_answers_to_the_successor(
    prairie: House, leaver: Membership, state: str
) -> None:
    with prairie.scope():
        sent(prairie)
        Message.objects.update(state=state)
    end(prairie, leaver)
    mail = Post(prairie).last("agreement_sign")
    assert mail.reply_to == ["maren@prairie.example"]
    assert "Maren Solberg of Prairie" in mail.body
    assert "Maren Solberg named you" in mail.body
    assert "Lena" not in mail.body
    with prairie.scope():
        assert Message.objects.get(kind="agreement_sign").state == state


def test_sent_mail_stays_as_it_went_out(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        sent(prairie)
        Message.objects.update(state="sent")
    end(prairie, leaver)
    with prairie.scope():
        message = Message.objects.get(kind="agreement_sign")
        assert message.reply_to == "lena@prairie.example"
        assert message.context["contact_name"] == "Lena Weaver"


@pytest.mark.parametrize("state", ["queued", "held", "failed"])
def test_request_to_the_signatory_who_left_cannot_be_sent_again(
    prairie: House, leaver: Membership, state: str
) -> None:
    with prairie.scope():
        signed(prairie)
        Message.objects.update(state=state)
        old = Message.objects.get(kind="agreement_countersign")
    end(prairie, leaver)
    path = prairie.url(f"settings/messages/{old.pk}/retry/")
    prairie.client("manager").post(path)
    with prairie.scope():
        asked = Message.objects.filter(kind="agreement_countersign").order_by("created_at")
        assert [(row.to_email, row.state) for row in asked] == [
            ("lena@prairie.example", "withdrawn"),
            ("maren@prairie.example", "queued"),
        ]


def test_request_that_a_worker_has_in_hand_goes_to_the_successor_next(
    prairie: House, leaver: Membership
) -> None:
    with prairie.scope():
        signed(prairie)
        Message.objects.update(state=MessageState.SENDING)
    end(prairie, leaver)
    with prairie.scope():
        asked = Message.objects.filter(kind="agreement_countersign")
        assert {row.to_email for row in asked} == {"maren@prairie.example"}


@pytest.mark.parametrize(("make", "kind"), [(sent, "agreement_sign"), (signed, "agreement_signed")])
def test_fresh_link_comes_from_the_person_who_answers_now(
    client: Any, prairie: House, leaver: Membership, make: Any, kind: str
) -> None:
    with prairie.scope():
        make(prairie)
    token = Post(prairie).token(kind)
    with prairie.scope():
        Message.objects.update(state="sent")
    end(prairie, leaver)
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.post(f"/link/{token}/fresh/")
    with prairie.scope():
        fresh = Message.objects.get(dedupe_key__startswith="fresh:")
        assert (fresh.kind, fresh.reply_to) == (kind, "maren@prairie.example")
        assert fresh.context["contact_name"] == "Maren Solberg"
    assert "Lena" not in Post(prairie).last(kind).body
