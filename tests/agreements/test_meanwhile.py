"""What somebody typed stays on the page when a colleague was faster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agreements.models import Agreement, AgreementQuestion, AgreementState, Responsibility
from agreements.services import questions
from agreements.services.closing import void_agreement
from agreements.services.declining import reopen_agreement
from agreements.services.responsibilities import change_responsibility
from partnerships.models import AuditEvent
from tests.agreements.access_rows import declined, of_question
from tests.agreements.bad_input_rows import OTHER, day_of
from tests.agreements.makers import (
    SUE,
    TOM,
    Post,
    complete,
    detail,
    draft,
    sent,
    sign_as,
    signer_of,
)
from tests.agreements.test_pages import basics
from tests.bad_input import Controls
from tests.cast import House, today

TYPED = "Written with care over an hour"
MEANWHILE = "Nothing changed: it was sent or put away meanwhile."


def pages(house: House) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each form of a draft: its address, and what is sent."""
    with house.scope():
        made = draft(house)
        promise = Responsibility.objects.filter(agreement=made)[0]
    row = {"text": TYPED, "cadence": "once"}
    return {
        "draft": (detail(house, made, "change/"), basics(house, title=TYPED)),
        "new promise": (detail(house, made, "responsibilities/partner/new/"), row),
        "promise": (detail(house, made, f"responsibilities/{promise.pk}/"), row),
    }


@pytest.mark.parametrize("form", ["draft", "new promise", "promise"])
@pytest.mark.parametrize("state", [AgreementState.SENT, AgreementState.VOIDED])
def test_draft_that_was_sent_before_it_was_saved_keeps_what_was_typed(
    prairie: House, form: str, state: str
) -> None:
    url, data = pages(prairie)[form]
    with prairie.scope():
        Agreement.objects.update(state=state)
    answer = prairie.client("owner").post(url, data)
    assert answer.status_code == 422
    assert MEANWHILE in answer.text
    assert f'value="{TYPED}"' in answer.text
    with prairie.scope():
        assert not Agreement.objects.filter(title=TYPED).exists()
        assert not Responsibility.objects.filter(text=TYPED).exists()


@pytest.mark.parametrize(
    ("form", "module"),
    [("draft", "drafts"), ("new promise", "responsibilities"), ("promise", "responsibilities")],
)
def test_draft_that_is_sent_while_it_is_saved_keeps_what_was_typed(
    prairie: House, monkeypatch: pytest.MonkeyPatch, form: str, module: str
) -> None:
    url, data = pages(prairie)[form]
    meanwhile(monkeypatch, module, lambda: Agreement.objects.update(state=AgreementState.SENT))
    answer = prairie.client("owner").post(url, data)
    assert answer.status_code == 422
    assert MEANWHILE in answer.text
    assert f'value="{TYPED}"' in answer.text


def meanwhile(patch: pytest.MonkeyPatch, module: str, act: Any) -> None:
    """Lets a colleague act right after a view of that module has read the agreement."""
    from agreements.selectors.agreements import agreement_or_404

    def read_then_act(*args: Any) -> Agreement:
        found = agreement_or_404(*args)
        act()
        return found

    patch.setattr(f"agreements.views.{module}.agreement_or_404", read_then_act)


def test_promise_that_is_removed_while_it_is_changed_keeps_what_was_typed(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, data = pages(prairie)["promise"]

    def too_late(promise: Responsibility, values: Any, *, actor: Any) -> Responsibility:
        Responsibility.objects.filter(pk=promise.pk).delete()
        return change_responsibility(promise, values, actor=actor)

    monkeypatch.setattr("agreements.views.responsibilities.change_responsibility", too_late)
    answer = prairie.client("owner").post(url, data)
    assert answer.status_code == 422
    assert "This promise was removed meanwhile." in answer.text
    assert f'value="{TYPED}"' in answer.text


def test_answer_that_a_colleague_gave_first_is_kept_and_not_sent(prairie: House) -> None:
    agreement_id, question_id = of_question(prairie)
    url = prairie.url(f"agreements/{agreement_id}/questions/{question_id}/answer/")
    assert prairie.client("manager").post(url, {"answer": "You may."}).status_code == 302
    answer = prairie.client("owner").post(url, {"answer": TYPED})
    assert answer.status_code == 422
    assert "Maren Solberg answered meanwhile" in answer.text
    assert TYPED in answer.text
    with prairie.scope():
        assert AgreementQuestion.objects.get().answer == "You may."
        assert AuditEvent.objects.filter(verb="answered").count() == 1


def test_same_answer_twice_is_one_answer(prairie: House) -> None:
    agreement_id, question_id = of_question(prairie)
    url = prairie.url(f"agreements/{agreement_id}/questions/{question_id}/answer/")
    client = prairie.client("manager")
    answers = [client.post(url, {"answer": "You may."}, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Nothing changed" in answers[1].text


@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("question", {"text": TYPED}),
        ("paper", {"text": TYPED}),
        ("someone-else", {"text": TYPED, "name": "Sue", "email": "sue@example.org"}),
    ],
)
def test_one_question_too_many_keeps_what_was_typed(
    client: Client, prairie: House, monkeypatch: pytest.MonkeyPatch, rest: str, data: Any
) -> None:
    with prairie.scope():
        sent(prairie)
    monkeypatch.setattr(questions, "MOST_OPEN", 0)
    answer = client.post(f"/sign/{Post(prairie).token()}/{rest}/", data)
    assert answer.status_code == 422
    assert "Please wait for an answer to what you asked before." in answer.text
    assert TYPED in answer.text


#: What is decided about an agreement that is out: its address, and what is sent.
DECISIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "address": ("signers/{}/correct/", {"email": "tom@right.example"}),
    "other signer": ("signers/{}/replace/", OTHER),
    "new date": ("extend/", day_of("sign_by", today() + timedelta(days=20))),
    "taking back": ("void/", {"reason": TYPED}),
    "taking back and changing": ("redraft/", {"reason": TYPED}),
    "asking again": ("reopen/", {"reason": TYPED}),
}


@pytest.mark.parametrize("decision", list(DECISIONS))
def test_decision_on_what_a_colleague_took_back_keeps_what_was_typed(
    prairie: House, decision: str
) -> None:
    path, typed = DECISIONS[decision]
    with prairie.scope():
        agreement = sent(prairie)
        url = detail(prairie, agreement, path.format(signer_of(agreement).pk))
        void_agreement(agreement, reason="A mistake.", actor=prairie.actor("manager"))
    answer = prairie.client("owner").post(url, typed)
    assert answer.status_code == 422
    assert "Nothing changed: meanwhile Maren Solberg took the agreement back." in answer.text
    assert typed.items() <= Controls(answer.text).values.items()
    assert f'href="{detail(prairie, agreement)}">Go back</a>' in answer.text
    assert "<button" not in answer.text.split('class="form"')[1].split("</form>")[0]


def test_correcting_the_address_of_who_just_signed_keeps_it(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
        url = detail(prairie, agreement, f"signers/{signer_of(agreement).pk}/correct/")
        sign_as(agreement, TOM)
    answer = prairie.client("owner").post(url, {"email": "tom@right.example"})
    assert answer.status_code == 422
    assert "Nothing changed: meanwhile Tom Lindqvist signed" in answer.text
    assert 'value="tom@right.example"' in answer.text


def test_asking_again_after_a_colleague_did_keeps_how_we_know(prairie: House) -> None:
    with prairie.scope():
        agreement = declined(prairie)
        reopen_agreement(agreement, reason="Tom called.", actor=prairie.actor("manager"))
    client, url = prairie.client("owner"), detail(prairie, agreement, "reopen/")
    answer = client.post(url, {"reason": TYPED})
    assert answer.status_code == 422
    assert "meanwhile Maren Solberg opened the agreement again." in answer.text
    assert Controls(answer.text).values["reason"] == TYPED
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("path", ["void/", "redraft/"])
def test_second_press_of_the_same_reason_leads_back(prairie: House, path: str) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    client, url = prairie.client("owner"), detail(prairie, agreement, path)
    answers = [client.post(url, {"reason": TYPED}, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Nothing changed: meanwhile Olive Berg took the agreement back" in answers[1].text


def test_same_date_twice_leads_back_and_asks_nobody_again(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    client, url = prairie.client("owner"), detail(prairie, agreement, "extend/")
    _, typed = DECISIONS["new date"]
    answers = [client.post(url, typed, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Nothing changed" in answers[1].text


@pytest.mark.parametrize("state", [AgreementState.EXPIRED, AgreementState.DECLINED])
def test_reason_of_a_partner_who_answers_too_late_is_kept(
    client: Client, prairie: House, state: str
) -> None:
    with prairie.scope():
        sent(prairie)
    token = Post(prairie).token()
    with prairie.scope():
        Agreement.objects.update(state=state)
    answer = client.post(f"/sign/{token}/not-now/", {"reason": TYPED})
    assert answer.status_code == 422
    assert "Nothing changed: this agreement cannot be answered any more." in answer.text
    assert Controls(answer.text).values["reason"] == TYPED
    assert f'href="/sign/{token}/">Go back</a>' in answer.text


def test_reason_of_who_takes_a_signature_back_too_late_is_kept(
    client: Client, prairie: House
) -> None:
    with prairie.scope():
        complete(prairie)
    token = Post(prairie).token()
    answer = client.post(f"/sign/{token}/take-back/", {"reason": TYPED})
    assert answer.status_code == 422
    assert (
        "Nothing changed: this signature cannot be taken back any more. Please talk to Olive"
        in answer.text
    )
    assert Controls(answer.text).values["reason"] == TYPED
