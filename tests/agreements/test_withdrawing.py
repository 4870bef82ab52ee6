"""A request to sign that is not out does not leave once nobody is to sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agreements.models import Agreement, AgreementState
from agreements.services.closing import expire_agreement, void_agreement
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.redrafts import take_back_to_change
from agreements.services.signing import take_signature_back
from agreements.tasks import withdraw_requests
from config.tenancy.scopes import link_scope
from partnerships.models import Message
from partnerships.services.audit import Actor
from tests.agreements.makers import SUE, TOM, sent, sign_as, signed
from tests.cast import House, today


def states(house: House, kind: str = "agreement_sign") -> dict[str, str]:
    """The state of each mail of a kind, by its address."""
    with house.scope():
        return dict(Message.objects.filter(kind=kind).values_list("to_email", "state"))


def tell_worker(house: House, agreement: Agreement) -> bool:
    """What a worker does when it hears of the agreement."""
    return withdraw_requests(convener_id=str(house.convener.pk), agreement_id=str(agreement.pk))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The tasks that a worker was told of, by their names."""
    names: list[Any] = []
    tell = "agreements.services.background.queue"
    monkeypatch.setattr(tell, lambda task, values: names.append(task.name.split(".")[-1]))
    return names


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


def test_no_of_one_signer_takes_back_the_other_ones_mail(
    prairie: House, told: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
    with (
        django_capture_on_commit_callbacks(execute=True),
        link_scope(prairie.convener.pk, agreement.pk),
    ):
        actor = Actor.of_link(TOM.name, agreement.pk)
        decline_agreement(agreement, TOM.email, reason="No room.", actor=actor)
    assert told == ["withdraw_requests"]
    tell_worker(prairie, agreement)
    assert states(prairie) == {TOM.email: "withdrawn", SUE.email: "withdrawn"}


def test_signature_taken_back_takes_back_the_request_for_ours(
    prairie: House, told: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    with (
        django_capture_on_commit_callbacks(execute=True),
        link_scope(prairie.convener.pk, agreement.pk),
    ):
        actor = Actor.of_link(TOM.name, agreement.pk)
        take_signature_back(agreement, TOM.email, actor=actor)
    assert told == ["withdraw_requests"]
    tell_worker(prairie, agreement)
    assert set(states(prairie, "agreement_countersign").values()) == {"withdrawn"}


def test_worker_that_comes_late_leaves_new_requests(prairie: House) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        agreement = sent(prairie)
        decline_agreement(agreement, TOM.email, reason="No room.", actor=owner)
        agreement = reopen_agreement(agreement, reason="Tom called.", actor=owner)
    tell_worker(prairie, agreement)
    assert states(prairie) == {TOM.email: "queued"}
    with prairie.scope():
        agreement = sign_as(agreement)
        assert agreement.state == AgreementState.PARTNER_SIGNED
    tell_worker(prairie, agreement)
    assert set(states(prairie, "agreement_countersign").values()) == {"queued"}
