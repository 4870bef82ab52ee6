"""Two who act at the same moment, over real connections."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementQuestion,
    AgreementState,
    Commitment,
    Signature,
)
from agreements.services.closing import void_agreement
from agreements.services.countersigning import countersign_agreement
from agreements.services.events import check_events
from agreements.services.signing import take_signature_back
from agreements.tasks import seal_agreement
from agreements.views import door
from config.state import IllegalMove
from config.tenancy.scopes import link_scope
from partnerships.models import Message
from partnerships.services.audit import Actor
from partnerships.services.people import change_role, end_membership
from tests.agreements.makers import SUE, TOM, Post, complete, evidence, kinds, sent, sign_as, signed
from tests.cast import House, make_member
from tests.presses import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def signs(agreement: Agreement, who: Any) -> Callable[[], Any]:
    def act() -> None:
        with link_scope(agreement.convener_id, agreement.pk):
            sign_as(agreement, who)

    return act


def test_two_signers_at_once_both_sign_and_the_convener_is_asked_once(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
    assert at_once(signs(agreement, TOM), signs(agreement, SUE)) == [None, None]
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.PARTNER_SIGNED
        verbs = [e.payload["verb"] for e in AgreementEvent.objects.all()]
        assert verbs == ["asked", "asked", "signed", "signed"]
        assert check_events(agreement).intact
        assert Message.objects.filter(kind="agreement_countersign").count() == 1


def test_one_signer_pressing_twice_signs_once(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    results = at_once(signs(agreement, TOM), signs(agreement, TOM))
    assert sorted(map(type, results), key=str) == sorted([type(None), IllegalMove], key=str)
    with prairie.scope():
        assert Signature.objects.count() == 1
        assert AgreementEvent.objects.filter(payload__verb="signed").count() == 1


def test_two_presses_in_two_browsers_both_end_on_you_have_signed(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    token = Post(prairie).token()
    client = Client()
    client.post(f"/sign/{token}/continue/")
    device = client.cookies["device"].value
    data = {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Tom Lindqvist",
        "title": "Plant manager",
    }

    def press() -> str:
        browser = Client()
        browser.cookies["device"] = device
        page = browser.post(f"/sign/{token}/agree/", data, follow=True)
        return "signed" if "You have signed." in page.content.decode() else str(page.status_code)

    assert at_once(press, press) == ["signed", "signed"]
    with prairie.scope():
        assert Signature.objects.count() == 1


def test_two_presses_of_not_for_me_at_once_tell_the_convener_once(prairie: House) -> None:
    with prairie.scope():
        sent(prairie)
    url = f"/sign/{Post(prairie).token()}/not-me/"
    answers = at_once(*(partial(Client().post, url) for _ in range(2)))
    assert {answer.status_code for answer in answers} <= {200, 410}
    with prairie.scope():
        assert AgreementQuestion.objects.count() == 1
        assert Message.objects.filter(kind="agreement_notice").count() == 1
        assert AgreementEvent.objects.filter(payload__verb="asked_back").count() == 1


def test_countersigning_and_taking_back_at_once_leaves_one_of_the_two(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)

    def countersign() -> None:
        with prairie.scope():
            proof = evidence(agreement, "Olive Berg")
            countersign_agreement(agreement, proof, actor=prairie.actor("owner"))

    def take_back() -> None:
        with link_scope(agreement.convener_id, agreement.pk):
            actor = Actor.of_link("Tom", agreement.pk)
            take_signature_back(agreement, TOM.email, actor=actor)

    results = at_once(countersign, take_back)
    assert [type(result) for result in results].count(IllegalMove) == 1
    with prairie.scope():
        agreement.refresh_from_db()
        is_complete = agreement.state == AgreementState.COMPLETE
        assert is_complete == (results[0] is None)
        assert Commitment.objects.exists() == is_complete
        assert check_events(agreement).intact


def test_countersigning_twice_at_once_completes_once(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)

    def countersign(role: str) -> Callable[[], Any]:
        def act() -> None:
            with prairie.scope():
                actor = prairie.actor(role)
                countersign_agreement(agreement, evidence(agreement), actor=actor)

        return act

    results = at_once(countersign("owner"), countersign("manager"))
    assert [type(result) for result in results].count(IllegalMove) == 1
    with prairie.scope():
        assert AgreementEvent.objects.filter(payload__verb="completed").count() == 1
        dates = Commitment.objects.values_list("responsibility_id", "due_on")
        assert len(dates) == len(set(dates))
    assert connection.in_atomic_block is False


@pytest.mark.parametrize("who", ["leaver", "manager", "owner"])
def test_ending_a_membership_while_somebody_countersigns_leaves_one_truth(
    prairie: House, who: str
) -> None:
    leaver = make_member(prairie.convener, "owner", "Lena Weaver", may_sign=True)
    stays = prairie.members["owner"]
    prairie.members["owner"] = leaver
    with prairie.scope():
        agreement = signed(prairie)  # Lena Weaver is to sign for us
    prairie.members |= {"owner": stays, "leaver": leaver}

    def countersign() -> None:
        with prairie.scope():
            actor = prairie.actor(who)
            countersign_agreement(agreement, evidence(agreement, "Our name"), actor=actor)

    def end() -> None:
        with prairie.scope():
            successor = prairie.members["manager"]
            end_membership(leaver, actor=prairie.actor("owner"), successor=successor)

    signed_by_us, ended = at_once(countersign, end)
    assert ended is None
    assert signed_by_us is None or isinstance(signed_by_us, PermissionDenied)
    with prairie.scope():
        agreement.refresh_from_db()
        assert (agreement.state == AgreementState.COMPLETE) == (signed_by_us is None)
        assert who == "leaver" or signed_by_us is None
        assert check_events(agreement).intact


def test_two_workers_that_seal_at_once_make_one_file_and_one_mail_each(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
    which = {"convener_id": str(prairie.convener.pk), "agreement_id": str(agreement.pk)}
    results = at_once(*[partial(seal_agreement, **which)] * 2)
    assert sorted(results) == [False, True]
    assert len(list(Path(settings.STORAGE_ROOT).rglob("sealed*.pdf"))) == 1
    assert kinds(prairie).count("agreement_complete") == 2


def test_two_owners_who_change_each_other_at_once_both_finish(prairie: House) -> None:
    other = make_member(prairie.convener, "owner", "Lena Weaver", may_sign=True)
    owner = prairie.members["owner"]

    def rename(member: Any) -> Callable[[], Any]:
        def act() -> None:
            with prairie.scope():
                actor = prairie.actor("owner")
                change_role(member, role="owner", may_sign=True, title="Director", actor=actor)

        return act

    for _ in range(5):
        assert at_once(rename(owner), rename(other)) == [None, None]


def test_code_entered_while_the_agreement_is_taken_back_is_waited_for(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    post = Post(prairie)
    token = post.token()
    post.age_links(days=2)
    Client().post(f"/sign/{token}/code/")
    has_link, accept_code = Event(), door.accept_code

    def accept_slowly(*values: Any) -> bool:
        is_right = accept_code(*values)
        has_link.set()
        sleep(0.5)
        return is_right

    def take_back() -> None:
        assert has_link.wait(10)
        with prairie.scope():
            void_agreement(agreement, reason="Wrong term.", actor=prairie.actor("owner"))

    monkeypatch.setattr(door, "accept_code", accept_slowly)
    data = {"reason": "No room.", "code": post.code()}
    answer, refusal = at_once(partial(Client().post, f"/sign/{token}/not-now/", data), take_back)
    assert answer.status_code == 302
    assert refusal is None or isinstance(refusal, IllegalMove)
    with prairie.scope():
        verbs = [event.payload["verb"] for event in AgreementEvent.objects.all()]
    assert verbs[:2] == ["asked", "declined"]
