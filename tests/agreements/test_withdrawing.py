"""A request to sign that is not out does not leave once nobody is to sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agreements.models import Agreement
from agreements.services.closing import expire_agreement, void_agreement
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.redrafts import take_back_to_change
from agreements.services.signing import take_signature_back
from config.tenancy.scopes import link_scope
from partnerships.models import AuditEvent, MagicLink, Message
from partnerships.services.audit import Actor
from partnerships.tasks import send_due_messages
from tests.agreements.makers import SUE, TOM, sent, sign_as, signed
from tests.cast import House, today
from tests.processes import Inbox


def states(house: House, kind: str = "agreement_sign") -> dict[str, str]:
    """The state of each mail of a kind, by its address."""
    with house.scope():
        return dict(Message.objects.filter(kind=kind).values_list("to_email", "state"))


def withdrawals(house: House) -> list[tuple[Any, ...]]:
    """What the audit trail says of mail that was taken back, by its label."""
    with house.scope():
        events = AuditEvent.objects.filter(
            object_type="partnerships.message", verb="withdraw", actor_kind="system"
        )
        return list(events.order_by("object_label").values_list("object_label", "before", "after"))


@pytest.mark.parametrize("end", [void_agreement, take_back_to_change])
@pytest.mark.parametrize("state", ["queued", "held", "failed"])
def test_taken_back_agreement_asks_nobody_any_more(
    prairie: House, end: Callable[..., Any], state: str
) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
        Message.objects.update(state=state)
        end(agreement, reason="Wrong term.", actor=prairie.actor("owner"))
    assert states(prairie) == {TOM.email: "withdrawn", SUE.email: "withdrawn"}
    assert states(prairie, "agreement_notice") == {TOM.email: "queued", SUE.email: "queued"}
    assert withdrawals(prairie) == [
        ("Agreement to sign to sue@lindqvist.example", {"state": state}, {"state": "withdrawn"}),
        ("Agreement to sign to tom@lindqvist.example", {"state": state}, {"state": "withdrawn"}),
    ]


def test_our_signatory_is_not_asked_for_what_was_taken_back(prairie: House) -> None:
    with prairie.scope():
        void_agreement(signed(prairie), reason="Wrong term.", actor=prairie.actor("owner"))
    assert set(states(prairie, "agreement_countersign").values()) == {"withdrawn"}


def test_request_that_went_out_stays_as_it_is(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        Message.objects.update(state="sent")
        void_agreement(agreement, reason="Wrong term.", actor=prairie.actor("owner"))
    assert states(prairie) == {TOM.email: "sent"}


def test_agreement_past_its_date_asks_nobody_any_more(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        Message.objects.update(state="failed")
        Agreement.objects.update(sign_by=today().replace(year=today().year - 1, day=1))
        assert expire_agreement(agreement) is not None
    assert states(prairie) == {TOM.email: "withdrawn"}


@pytest.mark.django_db(transaction=True)
def test_no_of_one_signer_lets_the_other_ones_mail_not_leave(prairie: House, inbox: Inbox) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
    with link_scope(prairie.convener.pk, agreement.pk):
        actor = Actor.of_link(TOM.name, agreement.pk)
        decline_agreement(agreement, TOM.email, reason="No room.", actor=actor)
    send_due_messages()
    assert states(prairie) == {TOM.email: "withdrawn", SUE.email: "withdrawn"}
    assert len(withdrawals(prairie)) == 2
    (mail,) = inbox.accepted
    assert "said “not right now”" in str(mail["Subject"])
    with prairie.scope():
        assert not MagicLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_signature_taken_back_lets_the_request_for_ours_not_leave(
    prairie: House, inbox: Inbox
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    page = prairie.url(f"agreements/{agreement.pk}/")
    assert "Asked" in prairie.client("viewer").get(page).text
    with link_scope(prairie.convener.pk, agreement.pk):
        actor = Actor.of_link(TOM.name, agreement.pk)
        take_signature_back(agreement, TOM.email, actor=actor)
    send_due_messages()
    assert set(states(prairie, "agreement_countersign").values()) == {"withdrawn"}
    assert set(states(prairie).values()) == {"sent"}
    assert "Asked" not in prairie.client("viewer").get(page).text


@pytest.mark.django_db(transaction=True)
def test_requests_that_are_called_for_leave(prairie: House, inbox: Inbox) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        agreement = sent(prairie)
        decline_agreement(agreement, TOM.email, reason="No room.", actor=owner)
        agreement = reopen_agreement(agreement, reason="Tom called.", actor=owner)
    send_due_messages()
    assert states(prairie) == {TOM.email: "sent"}
    with prairie.scope():
        sign_as(agreement)
    send_due_messages()
    assert set(states(prairie, "agreement_countersign").values()) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_request_that_shows_what_was_signed_leaves_after_the_signature(
    prairie: House, inbox: Inbox
) -> None:
    with prairie.scope():
        signed(prairie)
    send_due_messages()
    assert states(prairie) == {TOM.email: "sent"}


@pytest.mark.django_db(transaction=True)
def test_signature_given_taken_back_and_given_again_asks_for_ours_once(
    prairie: House, inbox: Inbox
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        asked = Message.objects.filter(kind="agreement_countersign").order_by("created_at")
        asked.update(dedupe_key="another second")
        take_signature_back(agreement, TOM.email, actor=Actor.of_link(TOM.name, agreement.pk))
        sign_as(agreement)
    send_due_messages()
    with prairie.scope():
        assert [mail.state for mail in asked.all()] == ["withdrawn", "sent"]


def test_failed_request_that_nobody_needs_is_taken_back_instead_of_sent_again(
    prairie: House,
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        request = Message.objects.get()
        Message.objects.update(state="failed")
    with link_scope(prairie.convener.pk, agreement.pk):
        actor = Actor.of_link(TOM.name, agreement.pk)
        decline_agreement(agreement, TOM.email, reason="No room.", actor=actor)
    url = prairie.url(f"settings/messages/{request.pk}/retry/")
    page = prairie.client("coordinator").post(url, follow=True).text
    assert "Nobody needs this mail any more. It is taken back." in page
    assert states(prairie) == {TOM.email: "withdrawn"}
