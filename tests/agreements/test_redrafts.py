"""New versions: what is out is taken back and changed in a copy, what was closed starts again."""

from __future__ import annotations

from typing import Any

import pytest

from agreements.models import (
    Agreement,
    AgreementQuestion,
    AgreementState,
    QuestionKind,
    Responsibility,
    SignerState,
)
from agreements.services.closing import void_agreement
from agreements.services.questions import QuestionInput, ask_question
from agreements.services.redrafts import COPIED, copy_as_draft
from config.state import IllegalMove
from partnerships.models import AuditEvent, Message
from partnerships.services.audit import Actor
from tests.agreements.access_rows import declined, of_question
from tests.agreements.makers import SUE, TOM, Post, complete, detail, draft, sending, sent, signed
from tests.cast import House, close_partnership

S = AgreementState


def not_me(agreement: Agreement) -> None:
    """The mail to Tom reached somebody else, who says so. Inside a scope."""
    actor = Actor.of_link(TOM.name, agreement.pk)
    ask_question(agreement, TOM.email, QuestionInput(QuestionKind.NOT_ME), actor=actor)


def promises_of(agreement: Agreement) -> list[Any]:
    """Both sides' promises, in order."""
    rows = agreement.responsibilities.order_by("side", "order")
    return list(rows.values_list("side", "text", "detail", "cadence", "due_on"))


def signers_of(agreement: Agreement) -> list[Any]:
    """Everybody who signs, in order."""
    return list(agreement.signers.order_by("order").values_list("side", "name", "email", "title"))


def test_taking_back_to_change_opens_a_draft_of_the_same_words(prairie: House) -> None:
    with prairie.scope():
        old = signed(prairie, signers=(TOM, SUE))
    data = {"reason": "Sue wants Wednesdays."}
    answer = prairie.client("owner").post(detail(prairie, old, "redraft/"), data, follow=True)
    assert "Taken back; those who were asked are told." in answer.text
    with prairie.scope():
        old.refresh_from_db()
        made = Agreement.objects.exclude(pk=old.pk).get()
        assert (old.state, made.state) == (S.VOIDED, S.DRAFT)
        for name in ("title", "organization_id", "starts_on", "ends_on", "clauses", "is_binding"):
            assert getattr(made, name) == getattr(old, name)
        assert promises_of(made) == promises_of(old)
        assert signers_of(made) == signers_of(old)
        assert {one.state for one in made.signers.all()} == {SignerState.WAITING}
        assert AuditEvent.objects.filter(object_id=old.pk, verb=COPIED).count() == 1


def test_signers_read_that_a_new_version_comes(prairie: House) -> None:
    with prairie.scope():
        old = sent(prairie)
    data = {"reason": "Tom wants Wednesdays."}
    prairie.client("owner").post(detail(prairie, old, "redraft/"), data)
    mail = Post(prairie).last("agreement_notice", TOM.email)
    assert "took the agreement back to change it" in mail.subject
    assert "“Tom wants Wednesdays.”" in mail.body
    assert "A new version comes by mail." in mail.body


def test_suggested_change_leads_to_a_new_version_and_is_settled_by_it(prairie: House) -> None:
    agreement_id, question_id = of_question(prairie)
    client = prairie.client("owner")
    redraft = prairie.url(f"agreements/{agreement_id}/redraft/")
    for rest in ("", f"questions/{question_id}/answer/"):
        assert redraft in client.get(prairie.url(f"agreements/{agreement_id}/{rest}")).text
    page = client.get(redraft).text
    assert "Tom Lindqvist asked or suggested:" in page
    assert "“May we?”" in page
    assert ">May we?</textarea>" not in page  # everybody who was asked reads the reason
    client.post(redraft, {"reason": "You may."})
    with prairie.scope():
        assert AgreementQuestion.objects.get().answer == "You may."
        made = Agreement.objects.get(state=S.DRAFT)
    page = client.get(prairie.url(f"agreements/{agreement_id}/")).text
    assert detail(prairie, made) in page
    assert "Open the new version</a>" in page
    assert "Start again from this one" not in page


def test_whom_a_mail_reached_by_mistake_is_told_nothing_and_asked_no_more(prairie: House) -> None:
    with prairie.scope():
        old = sent(prairie, signers=(TOM, SUE))
        not_me(old)
    client = prairie.client("owner")
    client.post(detail(prairie, old, "redraft/"), {"reason": "A new person."})
    with prairie.scope():
        made = Agreement.objects.get(state=S.DRAFT)
        assert [one.name for one in made.signers.filter(side="partner")] == ["Sue Aldous"]
        told = Message.objects.filter(to_email__in=[TOM.email, SUE.email], kind="agreement_notice")
        assert list(told.values_list("to_email", flat=True)) == [SUE.email]
    assert "reached the wrong person" not in client.get(prairie.url()).text


def test_copy_without_a_signer_says_whom_to_name_before_it_is_sent(prairie: House) -> None:
    with prairie.scope():
        old = sent(prairie)
        not_me(old)
    client = prairie.client("owner")
    client.post(detail(prairie, old, "redraft/"), {"reason": "A new person."})
    with prairie.scope():
        made = Agreement.objects.get(state=S.DRAFT)
    change = detail(prairie, made, "change/")
    for path in ("", "send/"):
        page = client.get(detail(prairie, made, path)).text
        assert f'Name who signs for Lindqvist Fabrication. <a href="{change}">' in page
    answer = client.post(detail(prairie, made, "send/"), sending(prairie, made))
    assert answer.status_code == 422
    assert client.get(change).status_code == 200
    assert change not in prairie.client("viewer").get(detail(prairie, made)).text


def test_mail_with_an_answer_does_not_press_for_the_old_words(prairie: House) -> None:
    agreement_id, question_id = of_question(prairie)
    url = prairie.url(f"agreements/{agreement_id}/questions/{question_id}/answer/")
    prairie.client("manager").post(url, {"answer": "We send a new version."})
    mail = Post(prairie).last("agreement_answer")
    assert "lease sign" not in mail.subject + mail.body
    assert "If that settles it, you can sign" in mail.body


@pytest.mark.parametrize("state", [S.VOIDED, S.DECLINED, S.EXPIRED])
def test_closed_agreement_starts_again_once(prairie: House, state: str) -> None:
    with prairie.scope():
        old = sent(prairie)
        Agreement.objects.update(state=state)
    client = prairie.client("coordinator")
    assert "Start again from this one</button>" in client.get(detail(prairie, old)).text
    places = {client.post(detail(prairie, old, "again/")).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    with prairie.scope():
        assert Agreement.objects.filter(state=S.DRAFT).count() == 1
        assert Message.objects.exclude(kind="agreement_sign").count() == 0


def test_draft_that_was_put_away_starts_again(prairie: House) -> None:
    with prairie.scope():
        old = draft(prairie)
    client = prairie.client("coordinator")
    client.post(detail(prairie, old, "discard/"))
    assert "Put away. It has no effect." in client.get(detail(prairie, old)).text
    client.post(detail(prairie, old, "again/"))
    with prairie.scope():
        made = Agreement.objects.get(state=S.DRAFT)
        assert promises_of(made) == promises_of(old)


@pytest.mark.parametrize("make", [draft, sent, signed, complete])
def test_agreement_under_way_or_complete_is_not_copied(prairie: House, make: Any) -> None:
    with prairie.scope():
        agreement = make(prairie)
        with pytest.raises(IllegalMove):
            copy_as_draft(agreement, actor=prairie.actor("owner"))
    page = prairie.client("owner").get(detail(prairie, agreement)).text
    assert "Start again from this one" not in page


def test_signatory_who_may_not_sign_any_more_gives_way_in_the_copy(prairie: House) -> None:
    with prairie.scope():
        old = void_agreement(sent(prairie), reason="Late.", actor=prairie.actor("owner"))
        owner = prairie.members["owner"]
        type(owner).objects.filter(pk=owner.pk).update(may_sign=False)
        made = copy_as_draft(old, actor=prairie.actor("owner"))
        assert made.signers.get(side="convener").name == "Maren Solberg"


def test_coordinator_may_start_again_but_not_take_back(prairie: House) -> None:
    with prairie.scope():
        old = sent(prairie)
    client = prairie.client("coordinator")
    assert client.post(detail(prairie, old, "redraft/"), {"reason": "x"}).status_code == 403
    assert "Take back and change" not in client.get(detail(prairie, old)).text


def test_rival_cannot_start_again_from_ours(prairie: House, rival: House) -> None:
    with prairie.scope():
        theirs = declined(prairie)
    url = rival.url(f"agreements/{theirs.pk}/again/")
    assert rival.client("owner").post(url).status_code == 404
    with rival.scope():
        assert not Agreement.objects.exists()
        assert not Responsibility.objects.exists()


def test_page_of_a_declined_agreement_presses_nobody(prairie: House) -> None:
    with prairie.scope():
        agreement = declined(prairie)
    page = prairie.client("owner").get(detail(prairie, agreement)).text
    assert "Nobody asks again unless they want it." in page
    assert "No room." in page
    head = page.partition("</h1>")[2].partition('class="sections"')[0]
    assert "usa-button" not in head
    asked = prairie.client("owner").get(detail(prairie, agreement, "reopen/")).text
    assert "“No room.”" in asked


def test_closed_partnership_gets_no_new_draft(prairie: House) -> None:
    with prairie.scope():
        old = declined(prairie)
    close_partnership(prairie)
    client = prairie.client("owner")
    page = client.get(detail(prairie, old)).text
    assert "Start again from this one" not in page
    assert "Ask again" not in page
    answer = client.post(detail(prairie, old, "again/"), follow=True)
    assert "The partnership is closed." in answer.text
    asked = client.post(detail(prairie, old, "reopen/"), {"reason": "They called."})
    assert "The partnership is closed." in asked.text
    assert "They called." in asked.text
    with prairie.scope():
        assert Agreement.objects.get().state == S.DECLINED


def test_taking_back_to_change_in_a_closed_partnership_takes_nothing_back(prairie: House) -> None:
    with prairie.scope():
        out = sent(prairie)
    close_partnership(prairie)
    client = prairie.client("owner")
    answer = client.post(detail(prairie, out, "redraft/"), {"reason": "Other hours."})
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    with prairie.scope():
        assert Agreement.objects.get().state == S.SENT
