"""Whoever is asked to sign gets a mail each time something changed, however soon after the last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from agreements.models import Agreement
from agreements.services.clock import clock_at, now
from agreements.services.corrections import correct_address, extend_sign_by
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.drafts import SignerInput
from config.state import IllegalMove
from partnerships.models import MagicLink, Message
from partnerships.services.audit import Actor
from partnerships.services.outbox import withdraw_unsent
from tests.agreements.makers import SUE, TOM, Post, detail, sent, sign_as, signer_of
from tests.cast import House, today

RIGHT = "right@lindqvist.example"
UMA = SignerInput("Uma Berg", "uma@lindqvist.example", "Owner")


@pytest.fixture
def minute() -> Iterator[None]:
    """Every act of a test happens in the same minute."""
    with clock_at(now().replace(second=0)):
        yield


@pytest.fixture
def delivered(minute: None, prairie: House) -> Agreement:
    """An agreement whose request has just gone out, with a link that opens."""
    with prairie.scope():
        agreement = sent(prairie)
    deliver(prairie)
    return agreement


def deliver(house: House, to: str = TOM.email) -> None:
    """What a worker does with the request that waits."""
    Post(house).last("agreement_sign", to)
    with house.scope():
        Message.objects.filter(kind="agreement_sign", state="queued").update(state="sent")


def waiting(house: House) -> list[Any]:
    """Requests that are not out: to whom, and the date that they name."""
    with house.scope():
        mails = Message.objects.filter(kind="agreement_sign", state="queued")
        return list(mails.values_list("to_email", "context__sign_by"))


def asked(agreement: Agreement) -> list[str]:
    """The log's words about asking, in their order."""
    events = agreement.events.filter(payload__verb="asked").order_by("sequence")
    return [event.payload["words"] for event in events]


def test_corrected_address_gets_a_mail_at_once(prairie: House, delivered: Agreement) -> None:
    with prairie.scope():
        correct_address(signer_of(delivered), RIGHT, actor=prairie.actor("owner"))
        assert asked(delivered)[1:] == [f"asked Tom Lindqvist ({RIGHT}) to sign"]
    assert [address for address, _ in waiting(prairie)] == [RIGHT]
    deliver(prairie, RIGHT)
    with prairie.scope():
        links = MagicLink.objects.filter(revoked_at=None)
        assert [link.recipient_email for link in links] == [RIGHT]


def test_first_address_gets_a_mail_again_when_it_was_right(
    prairie: House, delivered: Agreement
) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        signer = correct_address(signer_of(delivered), RIGHT, actor=owner)
        correct_address(signer, TOM.email, actor=owner)
    assert [address for address, _ in waiting(prairie)] == [TOM.email]


def test_new_date_goes_out_at_once(prairie: House, delivered: Agreement) -> None:
    with prairie.scope():
        later = today() + timedelta(days=30)
        extend_sign_by(delivered, later, actor=prairie.actor("owner"))
        assert len(asked(delivered)) == 2
    assert len(waiting(prairie)) == 1


def test_new_date_replaces_the_mail_that_names_the_old_one(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        later = today() + timedelta(days=30)
        row = extend_sign_by(agreement, later, actor=prairie.actor("owner"))
        (mail,) = Message.objects.filter(kind="agreement_sign", state="queued")
        assert mail.context["sign_by"] == f"{row.sign_by:%b} {row.sign_by.day}, {row.sign_by.year}"
        assert mail.link_days == 31


def test_same_date_again_changes_nothing(prairie: House, delivered: Agreement) -> None:
    owner, later = prairie.actor("owner"), today() + timedelta(days=30)
    with prairie.scope():
        extend_sign_by(delivered, later, actor=owner)
        with pytest.raises(IllegalMove, match="already"):
            extend_sign_by(delivered, later, actor=owner)
    assert len(waiting(prairie)) == 1


def test_who_declined_is_asked_again_at_once(prairie: House, delivered: Agreement) -> None:
    tom = Actor.of_link(TOM.name, delivered.pk)
    with prairie.scope():
        decline_agreement(delivered, TOM.email, reason="No room.", actor=tom)
        reopen_agreement(delivered, reason="Tom called.", actor=prairie.actor("owner"))
        assert len(asked(delivered)) == 2
    assert [address for address, _ in waiting(prairie)] == [TOM.email]


def test_pressing_send_again_at_once_is_one_mail(prairie: House, minute: None) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        path = detail(prairie, agreement, f"signers/{signer_of(agreement).pk}/resend/")
    answer = prairie.client("owner").post(path, follow=True)
    assert f"A mail to {TOM.email} just went out." in answer.text
    assert len(waiting(prairie)) == 1


def test_pressing_send_again_later_is_another_mail(prairie: House, delivered: Agreement) -> None:
    with prairie.scope():
        path = detail(prairie, delivered, f"signers/{signer_of(delivered).pk}/resend/")
    with clock_at(now() + timedelta(seconds=61)):
        answer = prairie.client("owner").post(path, follow=True)
    assert f"A new mail goes to {TOM.email}." in answer.text
    assert len(waiting(prairie)) == 1


def test_reopened_agreement_asks_everybody_who_has_not_signed(prairie: House, minute: None) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        agreement = sign_as(sent(prairie, signers=(TOM, SUE, UMA)), UMA)
        agreement = decline_agreement(agreement, TOM.email, reason="No room.", actor=owner)
        withdraw_unsent(Message.objects.filter(kind="agreement_sign"))
        reopen_agreement(agreement, reason="Tom called.", actor=owner)
    assert {address for address, _ in waiting(prairie)} == {TOM.email, SUE.email}
