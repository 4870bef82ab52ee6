"""What somebody typed stays on the page when a colleague was faster."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agreements.models import Agreement, AgreementQuestion, AgreementState, Responsibility
from agreements.services import questions
from agreements.services.responsibilities import change_responsibility
from partnerships.models import AuditEvent
from tests.agreements.access_rows import of_question
from tests.agreements.makers import Post, detail, draft, sent
from tests.agreements.test_pages import basics
from tests.cast import House

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
