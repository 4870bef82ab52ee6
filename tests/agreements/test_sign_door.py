"""The employer's door: reading, signing and everything else, without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementQuestion,
    AgreementState,
    Signature,
    SignerState,
)
from agreements.services.corrections import correct_address, replace_signer
from agreements.services.drafts import SignerInput
from partnerships.models import AuditEvent, MagicLink, Message
from tests.agreements.makers import Post, complete, kinds, sent, signed, signer_of
from tests.cast import House, today


@pytest.fixture
def post(prairie: House) -> Post:
    return Post(prairie)


@pytest.fixture
def token(prairie: House, post: Post) -> str:
    with prairie.scope():
        sent(prairie)
    return post.token()


def only_agreement(house: House) -> Agreement:
    with house.scope():
        found: Agreement = Agreement.objects.get()
        return found


def answers(house: House, **changes: Any) -> dict[str, Any]:
    """What the signing page sends."""
    return {
        "content_sha256": only_agreement(house).content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Tom Lindqvist",
        "title": "Plant manager",
        **changes,
    }


def sign(client: Client, token: str, house: House, **changes: Any) -> HttpResponse:
    return client.post(f"/sign/{token}/agree/", answers(house, **changes))


def counts(house: House) -> tuple[int, ...]:
    """Rows that a GET must not add to."""
    with house.scope():
        models = (AgreementEvent, AuditEvent, Message, MagicLink, Signature, AgreementQuestion)
        return tuple(model.objects.count() for model in models)


@pytest.mark.requirement("B17")
def test_signing_page_says_it_is_not_binding(client: Client, token: str) -> None:
    response = client.get(f"/sign/{token}/")
    assert response.status_code == 200
    assert "This is not a legal contract." in response.content.decode()


@pytest.mark.requirement("B17")
def test_binding_agreement_says_so(client: Client, prairie: House, post: Post) -> None:
    with prairie.scope():
        sent(prairie, template="data-sharing")
    page = client.get(f"/sign/{post.token()}/").content.decode()
    assert "This is a legal contract." in page


def test_door_pages_are_kept_by_nobody(client: Client, token: str) -> None:
    response = client.get(f"/sign/{token}/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "page",
    ["", "agree/", "question/", "someone-else/", "paper/", "not-now/", "not-me/", "full-text.pdf"],
)
def test_reading_changes_nothing(client: Client, token: str, prairie: House, page: str) -> None:
    before = counts(prairie)
    assert client.get(f"/sign/{token}/{page}").status_code == 200
    assert counts(prairie) == before
    with prairie.scope():
        assert MagicLink.objects.get().device_hash is None


def test_continue_marks_the_device(client: Client, token: str, prairie: House) -> None:
    response = client.post(f"/sign/{token}/continue/")
    cookie = response.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    with prairie.scope():
        assert MagicLink.objects.get().device_hash is not None


@pytest.mark.requirement("R55")
def test_signing_without_an_account_hands_over_to_the_convener(
    client: Client, token: str, prairie: House
) -> None:
    client.post(f"/sign/{token}/continue/")
    response = sign(client, token, prairie)
    assert response.headers["Location"] == f"/sign/{token}/done/"
    page = client.get(f"/sign/{token}/done/").content.decode()
    assert "You have signed. Thank you, Tom." in page
    assert "Central Time" in page
    assert only_agreement(prairie).state == AgreementState.PARTNER_SIGNED


def test_second_press_shows_that_it_is_signed(client: Client, token: str, prairie: House) -> None:
    sign(client, token, prairie)
    again = client.post(f"/sign/{token}/agree/", answers(prairie), follow=True)
    assert "You have signed." in again.content.decode()
    with prairie.scope():
        assert Signature.objects.count() == 1


@pytest.mark.parametrize("missing", ["authority", "electronic", "name", "title"])
def test_unconfirmed_signature_is_refused_and_keeps_what_was_typed(
    client: Client, token: str, prairie: House, missing: str
) -> None:
    response = (
        sign(client, token, prairie, **{missing: ""})
        if missing in ("name", "title")
        else (
            client.post(
                f"/sign/{token}/agree/",
                {key: value for key, value in answers(prairie).items() if key != missing},
            )
        )
    )
    assert response.status_code == 422
    assert f'id_{missing}"' in response.content.decode()
    kept = "Plant manager" if missing == "name" else "Tom Lindqvist"
    assert kept in response.content.decode()
    assert only_agreement(prairie).state == AgreementState.SENT


def test_boxes_are_not_ticked_beforehand(client: Client, token: str) -> None:
    assert " checked" not in client.get(f"/sign/{token}/agree/").content.decode()


def test_unknown_link_is_not_found(client: Client, db: None) -> None:
    assert client.get("/sign/" + "x" * 43 + "/").status_code == 404


def test_copy_link_does_not_open_the_signing_door(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signed(prairie)
    token = post.token("agreement_signed")
    assert client.get(f"/sign/{token}/").status_code == 404
    assert client.get(f"/copy/{token}/").status_code == 200


def test_expired_link_offers_a_fresh_one_to_the_same_address(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    response = client.get(f"/sign/{token}/")
    assert response.status_code == 410
    assert f"/link/{token}/fresh/" in response.content.decode()
    client.post(f"/link/{token}/fresh/")
    fresh = post.token("agreement_sign", "tom@lindqvist.example")
    assert fresh != token
    assert client.get(f"/sign/{fresh}/").status_code == 200


def test_corrected_address_closes_the_old_link(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signer = signer_of(Agreement.objects.get())
        correct_address(signer, "t.lindqvist@example.org", actor=prairie.actor("owner"))
    assert client.get(f"/sign/{token}/").status_code == 410
    assert client.post(f"/sign/{token}/agree/", answers(prairie)).status_code == 410
    new = post.token("agreement_sign", "t.lindqvist@example.org")
    assert client.get(f"/sign/{new}/").status_code == 200


def test_replaced_signer_cannot_sign_and_stays_in_the_history(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    with prairie.scope():
        old = signer_of(Agreement.objects.get())
        values = SignerInput("Sue Aldous", "sue@lindqvist.example")
        replace_signer(old, values, actor=prairie.actor("owner"))
        old.refresh_from_db()
        assert old.state == SignerState.REPLACED
    assert client.post(f"/sign/{token}/agree/", answers(prairie)).status_code == 410
    new = post.token("agreement_sign", "sue@lindqvist.example")
    assert sign(client, new, prairie).headers["Location"].endswith("/done/")


def test_forwarded_link_asks_for_a_code(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    client.post(f"/sign/{token}/continue/")
    other = Client()
    response = sign(other, token, prairie)
    assert response.status_code == 422
    assert only_agreement(prairie).state == AgreementState.SENT
    other.post(f"/sign/{token}/code/")
    assert post.last("agreement_code").to == ['"Tom Lindqvist" <tom@lindqvist.example>']
    wrong = "000000" if post.code() != "000000" else "111111"
    assert sign(other, token, prairie, code=wrong).status_code == 422
    assert sign(other, token, prairie, code=post.code()).status_code == 302
    assert only_agreement(prairie).state == AgreementState.PARTNER_SIGNED


def test_link_older_than_a_day_asks_for_a_code(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    client.post(f"/sign/{token}/continue/")
    post.age_links(days=2)
    assert sign(client, token, prairie).status_code == 422
    client.post(f"/sign/{token}/code/")
    assert sign(client, token, prairie, code=post.code()).status_code == 302


def test_five_wrong_codes_close_the_code(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    post.age_links(days=2)
    client.post(f"/sign/{token}/code/")
    code = post.code()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert sign(client, token, prairie, code=wrong).status_code == 422
    assert sign(client, token, prairie, code=code).status_code == 422


def test_code_stands_in_no_row(client: Client, token: str, prairie: House, post: Post) -> None:
    post.age_links(days=2)
    client.post(f"/sign/{token}/code/")
    code = post.code()
    with prairie.scope():
        assert code not in str(list(Message.objects.values_list("context", flat=True)))


def test_question_reaches_the_convener_and_waits(
    client: Client, token: str, prairie: House
) -> None:
    text = "May we host on <b>Fridays</b>? \u05e9\u05dc\u05d5\u05dd \U0001f600"
    client.post(f"/sign/{token}/question/", {"text": text})
    with prairie.scope():
        assert AgreementQuestion.objects.get().text == text
    assert "agreement_notice" in kinds(prairie)
    page = client.get(f"/sign/{token}/").content.decode()
    assert "&lt;b&gt;Fridays&lt;/b&gt;" in page


def test_someone_else_is_told_to_the_convener_and_gets_no_link_yet(
    client: Client, token: str, prairie: House
) -> None:
    client.post(f"/sign/{token}/someone-else/", {"name": "Sue Aldous", "email": "sue@example.org"})
    with prairie.scope():
        assert AgreementQuestion.objects.get().proposed_email == "sue@example.org"
        assert not Message.objects.filter(to_email="sue@example.org").exists()


def test_decline_needs_a_reason_and_tells_the_convener(
    client: Client, token: str, prairie: House
) -> None:
    assert client.post(f"/sign/{token}/not-now/", {"reason": ""}).status_code == 422
    client.post(f"/sign/{token}/not-now/", {"reason": "No room this spring."})
    assert only_agreement(prairie).state == AgreementState.DECLINED
    assert "That is fine." in client.get(f"/sign/{token}/").content.decode()
    assert kinds(prairie).count("agreement_notice") == 1


def test_wrong_person_closes_the_link(client: Client, token: str, prairie: House) -> None:
    assert client.post(f"/sign/{token}/not-me/").status_code == 200
    assert client.get(f"/sign/{token}/").status_code == 410
    assert "agreement_notice" in kinds(prairie)


def test_signature_can_be_taken_back_from_the_door(
    client: Client, token: str, prairie: House
) -> None:
    client.post(f"/sign/{token}/continue/")
    sign(client, token, prairie)
    client.post(f"/sign/{token}/take-back/", {"reason": "Too early."})
    assert only_agreement(prairie).state == AgreementState.SENT
    assert client.get(f"/sign/{token}/").status_code == 200


def test_taking_back_too_late_is_no_change(client: Client, prairie: House, post: Post) -> None:
    with prairie.scope():
        complete(prairie)
    token = post.token()
    response = client.post(f"/sign/{token}/take-back/", {"reason": ""}, follow=True)
    assert "You have signed." in response.content.decode()
    assert only_agreement(prairie).state == AgreementState.COMPLETE


def test_expired_agreement_offers_to_ask_for_time(
    client: Client, token: str, prairie: House
) -> None:
    with prairie.scope():
        Agreement.objects.update(state=AgreementState.EXPIRED)
    assert "The time to sign has passed" in client.get(f"/sign/{token}/").content.decode()
    assert sign(client, token, prairie).headers["Location"] == f"/sign/{token}/"


def test_agreement_past_its_date_is_not_signed_before_the_sweep(
    client: Client, token: str, prairie: House
) -> None:
    with prairie.scope():
        Agreement.objects.update(sign_by=today() - timedelta(days=2))
    sign(client, token, prairie)
    with prairie.scope():
        assert not Signature.objects.exists()
