"""What somebody who holds a link, or found an old one, tries at the signer's door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, AgreementState, Signature
from agreements.services import signing
from agreements.services.corrections import correct_address
from agreements.services.signing import ContentChanged, TakenBackOften, take_signature_back
from partnerships.models import AuditEvent, MagicLink, Message
from partnerships.services.audit import Actor
from tests.agreements.makers import TOM, Post, sent, sign_as, signed, signer_of
from tests.cast import House


@pytest.fixture
def post(prairie: House) -> Post:
    return Post(prairie)


@pytest.fixture
def token(prairie: House, post: Post) -> str:
    with prairie.scope():
        sent(prairie)
    return post.token()


def answers(house: House) -> dict[str, Any]:
    with house.scope():
        sha256 = Agreement.objects.get().content_sha256
    return {
        "content_sha256": sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Tom Lindqvist",
        "title": "Plant manager",
    }


def test_address_corrected_while_the_page_is_answered_closes_the_door(
    client: Client, token: str, prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = answers(prairie)
    lock = signing.lock

    def corrected_meanwhile(row: Agreement) -> Agreement:
        signer = signer_of(row)
        type(signer).objects.filter(pk=signer.pk).update(state="replaced")
        return lock(row)

    monkeypatch.setattr(signing, "lock", corrected_meanwhile)
    assert client.post(f"/sign/{token}/agree/", data).status_code == 410
    with prairie.scope():
        assert not Signature.objects.exists()


def test_text_changed_after_it_was_sent_is_not_signed(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        Agreement.objects.update(content={**agreement.frozen, "goal": "Something else."})
        with pytest.raises(ContentChanged):
            sign_as(agreement)


def test_signature_goes_to_and_fro_three_times_and_no_more(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        actor = Actor.of_link(TOM.name, agreement.pk)
        for _ in range(3):
            take_signature_back(agreement, TOM.email, actor=actor)
            sign_as(agreement)
        mails = Message.objects.count()
        with pytest.raises(TakenBackOften):
            take_signature_back(agreement, TOM.email, actor=actor)
        assert Message.objects.count() == mails


def test_door_says_why_a_signature_is_not_taken_back_again(
    client: Client, token: str, prairie: House
) -> None:
    for _ in range(3):
        client.post(f"/sign/{token}/agree/", answers(prairie))
        client.post(f"/sign/{token}/take-back/", {"reason": ""})
    client.post(f"/sign/{token}/agree/", answers(prairie))
    page = client.post(f"/sign/{token}/take-back/", {"reason": ""}, follow=True)
    assert "taken back three times" in page.content.decode()
    with prairie.scope():
        assert Agreement.objects.get().state == AgreementState.PARTNER_SIGNED


def test_wrong_person_closes_every_link_to_that_address(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    second = post.token()
    client.post(f"/sign/{token}/not-me/")
    assert client.get(f"/sign/{second}/").status_code == 410
    assert client.post(f"/sign/{second}/agree/", answers(prairie)).status_code == 410


def test_open_link_gives_no_fresh_one(client: Client, token: str, prairie: House) -> None:
    assert client.post(f"/link/{token}/fresh/").status_code == 404
    with prairie.scope():
        assert Message.objects.count() == 1


def test_old_links_fill_no_inbox(client: Client, token: str, prairie: House, post: Post) -> None:
    tokens = [token, *(post.token() for _ in range(5))]
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    pages = {client.post(f"/link/{one}/fresh/").content for one in tokens}
    assert len(pages) == 1
    with prairie.scope():
        assert Message.objects.filter(dedupe_key__startswith="fresh:").count() == 3
        asked = AuditEvent.objects.filter(verb="asked for a fresh link")
        assert {(one.actor_kind, one.actor_label, one.object_label) for one in asked} == {
            ("link", "Tom Lindqvist", "Link of tom@lindqvist.example: read and sign an agreement")
        }
        assert asked.count() == 3


def test_button_pressed_twice_asks_for_one_fresh_link(
    client: Client, token: str, prairie: House
) -> None:
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    for _ in range(2):
        client.post(f"/link/{token}/fresh/")
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="asked for a fresh link").count() == 1


def test_link_to_the_old_address_gives_no_fresh_one(
    client: Client, token: str, prairie: House
) -> None:
    with prairie.scope():
        signer = signer_of(Agreement.objects.get())
        correct_address(signer, "t.lindqvist@example.org", actor=prairie.actor("owner"))
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.post(f"/link/{token}/fresh/").status_code == 404


def test_codes_of_all_links_together_are_ten_a_day(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    tokens = [token, *(post.token() for _ in range(14))]
    for one in tokens:
        client.post(f"/sign/{one}/code/")
    with prairie.scope():
        assert Message.objects.filter(kind="agreement_code").count() == 10


def test_code_of_one_link_does_not_open_another(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    other = post.token()
    post.age_links(days=2)
    client.post(f"/sign/{token}/code/")
    code = post.code()
    data = answers(prairie) | {"code": code}
    assert Client().post(f"/sign/{other}/agree/", data).status_code == 422
    assert Client().post(f"/sign/{token}/agree/", data).status_code == 302


def test_code_works_once(client: Client, token: str, prairie: House, post: Post) -> None:
    post.age_links(days=2)
    client.post(f"/sign/{token}/code/")
    code = post.code()
    assert (
        client.post(f"/sign/{token}/agree/", answers(prairie) | {"code": code}).status_code == 302
    )
    replayed = Client().post(f"/sign/{token}/take-back/", {"reason": "", "code": code})
    assert replayed.status_code == 422


def test_device_that_calls_itself_nonsense_still_signs(
    client: Client, token: str, prairie: House
) -> None:
    name = "Phone\x00\x1b[31m" + "x" * 500
    client.post(f"/sign/{token}/agree/", answers(prairie), headers={"User-Agent": name})
    with prairie.scope():
        kept = Signature.objects.get().user_agent
    assert kept.startswith("Phone")
    assert len(kept) == 300
    assert kept.isprintable()


def test_member_who_is_signed_in_can_open_a_link_of_their_own(prairie: House, token: str) -> None:
    client = prairie.client("viewer")
    for page in ("", "agree/", "question/", "not-now/"):
        assert client.get(f"/sign/{token}/{page}").status_code == 200
    assert client.post(f"/sign/{token}/question/", {"text": "May we?"}).status_code == 302
    assert client.post(f"/sign/{token}/agree/", answers(prairie)).status_code == 302


def test_door_asks_for_the_forms_token(token: str, prairie: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/sign/{token}/agree/", answers(prairie)).status_code == 403
    with prairie.scope():
        assert not Signature.objects.exists()
