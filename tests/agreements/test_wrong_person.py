"""“This is not for me” and “not right now” are kept: no mail goes there by a slip."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from agreements.models import Agreement, AgreementQuestion, Signer
from agreements.services.corrections import extend_sign_by
from agreements.services.declining import decline_agreement
from agreements.services.drafts import SignerInput
from agreements.services.sending import resend_to_signer
from agreements.services.signing import sign_agreement
from config.state import IllegalMove
from partnerships.models import Message
from partnerships.services.audit import Actor
from tests.agreements.makers import SUE, TOM, Post, evidence, sent, signed, signer_of
from tests.cast import House, today


@pytest.fixture
def agreement(client: Client, prairie: House) -> Agreement:
    """Sent, and answered with “this is not for me”."""
    with prairie.scope():
        made = sent(prairie)
    client.post(f"/sign/{Post(prairie).token()}/not-me/")
    return made


def page_of(house: House, agreement: Agreement, more: str = "") -> str:
    path = house.url(f"agreements/{agreement.pk}/{more}")
    return " ".join(house.client("owner").get(path).text.split())


def test_page_says_so_and_offers_no_second_mail(prairie: House, agreement: Agreement) -> None:
    page = page_of(prairie, agreement)
    assert "The mail to Tom Lindqvist reached the wrong person; correct it by" in page
    assert "has it and has not signed" not in page
    assert "Reached the wrong person" in page
    assert "Send again" not in page
    assert "Correct the address" in page


def test_nothing_asks_the_wrong_person_again(prairie: House, agreement: Agreement) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        before = Message.objects.filter(kind="agreement_sign").count()
        with pytest.raises(IllegalMove, match="not whom the mail reached"):
            resend_to_signer(signer_of(agreement), actor=owner)
        extend_sign_by(agreement, today() + timedelta(days=40), actor=owner)
        assert Message.objects.filter(kind="agreement_sign").count() == before


def test_corrected_address_settles_it(prairie: House, agreement: Agreement) -> None:
    with prairie.scope():
        signer = Signer.objects.get(agreement=agreement, side="partner")
    path = prairie.url(f"agreements/{agreement.pk}/signers/{signer.pk}/correct/")
    prairie.client("owner").post(path, {"email": "t.lindqvist@example.org"})
    with prairie.scope():
        question = AgreementQuestion.objects.get()
        assert question.answer == "The address was corrected to t.lindqvist@example.org."
    assert "Send again" in page_of(prairie, agreement)


def test_note_that_it_was_the_right_person_opens_the_way_again(
    prairie: House, agreement: Agreement
) -> None:
    with prairie.scope():
        question = AgreementQuestion.objects.get()
    path = f"questions/{question.pk}/answer/"
    asked = page_of(prairie, agreement, path)
    assert "It stays here; no mail goes out." in asked
    assert "It goes out by mail" not in asked
    url = prairie.url(f"agreements/{agreement.pk}/{path}")
    answer = prairie.client("owner").post(url, {"answer": "He pressed it by mistake."}, follow=True)
    assert "Kept. No mail went out." in answer.text
    assert "Send again" in answer.text


def test_asking_again_after_a_decline_asks_back_first(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        tom = Actor.of_link("Tom Lindqvist", agreement.pk)
        decline_agreement(agreement, "tom@lindqvist.example", reason="After the move.", actor=tom)
    page = page_of(prairie, agreement)
    assert "Give more time" not in page
    assert 'reopen/">Ask again</a>' in page
    asked = page_of(prairie, agreement, "reopen/")
    assert "“After the move.”" in asked
    assert "nobody asks again unless they want it" in asked
    with prairie.scope():
        assert Agreement.objects.get().state == "declined"
    url = prairie.url(f"agreements/{agreement.pk}/reopen/")
    assert prairie.client("owner").post(url).status_code == 422
    with prairie.scope():
        assert Agreement.objects.get().state == "declined"
    prairie.client("owner").post(url, {"reason": "Tom called on May 4."})
    with prairie.scope():
        assert Agreement.objects.get().state == "sent"


def test_signature_under_another_name_is_marked(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    client, words = prairie.client("owner"), "Signed under another name"
    url = prairie.url(f"agreements/{agreement.pk}/")
    assert words not in client.get(url + "sign/").text
    with prairie.scope():
        made = sent(prairie)
        proof = evidence(made, "Mickey Mouse")
        sign_agreement(made, TOM.email, proof, actor=Actor.of_link(TOM.name, made.pk))
    page = client.get(prairie.url(f"agreements/{made.pk}/sign/")).text
    assert words in page
    assert "We asked Tom Lindqvist, tom@lindqvist.example." in page
    page = client.get(prairie.url(f"agreements/{made.pk}/")).text
    assert "Another name than the one we asked" in page


def test_signer_with_a_title_is_spoken_to_and_may_sign_without_it(prairie: House) -> None:
    doctor = SignerInput("Dr. Tom Lindqvist", TOM.email)
    with prairie.scope():
        made = sent(prairie, signers=(doctor,))
    read = Client().get(f"/sign/{Post(prairie).token()}/").text
    assert "Dr. Tom Lindqvist, this is what you" in read
    with prairie.scope():
        actor = Actor.of_link(doctor.name, made.pk)
        sign_agreement(made, TOM.email, evidence(made, "Tom Lindqvist"), actor=actor)
    assert "Another name" not in page_of(prairie, made)


def test_signer_does_not_name_themselves_instead(prairie: House) -> None:
    with prairie.scope():
        sent(prairie)
    own = {"name": "Tom Lindqvist", "email": "TOM@lindqvist.example"}
    answer = Client().post(f"/sign/{Post(prairie).token()}/someone-else/", own)
    assert answer.status_code == 422
    assert "This is your own address. Who should sign instead of you?" in answer.text


ANN = {"name": "Ann Poole", "email": "Ann@lindqvist.example"}


def test_naming_whom_the_signer_proposed_settles_what_they_said(prairie: House) -> None:
    with prairie.scope():
        made = sent(prairie)
        tom = signer_of(made)
    Client().post(f"/sign/{Post(prairie).token()}/someone-else/", ANN)
    client, path = prairie.client("owner"), f"signers/{tom.pk}/replace/"
    assert "Name them as the signer" in page_of(prairie, made)
    url = prairie.url(f"agreements/{made.pk}/{path}")
    assert client.post(url, ANN).status_code == 302
    with prairie.scope():
        question = AgreementQuestion.objects.get()
    assert question.answer == "Ann Poole signs instead."
    for more in ("", f"questions/{question.pk}/answer/"):
        page = page_of(prairie, made, more)
        assert "Name them as the signer" not in page
        assert "They are named as a signer." in page
        assert "our answer is due" not in page
    assert "Answer Tom Lindqvist" not in client.get(prairie.url()).text
    again = client.post(url, ANN).text
    assert "Nothing changed: meanwhile" in again
    assert "Another signer of this agreement" not in again


def test_proposed_person_who_signs_already_is_not_offered_again(prairie: House) -> None:
    with prairie.scope():
        made = sent(prairie, signers=(TOM, SUE))
    sue = {"name": SUE.name, "email": SUE.email}
    token = Post(prairie).token(to=TOM.email)
    Client().post(f"/sign/{token}/someone-else/", sue)
    page = page_of(prairie, made)
    assert "They are named as a signer." in page
    assert "Name them as the signer" not in page
