"""What somebody typed about a candidacy stays on the page when a colleague was faster."""

from __future__ import annotations

from typing import Any

import pytest

from stakeholders.models import Candidacy, Interview
from stakeholders.services.candidacies import (
    close_candidacy,
    contact_by_call,
    invite_candidate,
)
from tests.bad_input import Controls
from tests.cast import House
from tests.stakeholders.bad_input_rows import CLOSING, interview
from tests.stakeholders.world import ALL_SCORED, add_candidacy, address, reread

TYPED = "Written with care over an hour"


def called(row: Candidacy, actor: Any) -> None:
    contact_by_call(row, actor=actor, note="They are in.")


def invited(row: Candidacy, actor: Any) -> None:
    invite_candidate(row, actor=actor, reason="They teach well.")


def closed(row: Candidacy, actor: Any) -> None:
    close_candidacy(row, actor=actor, reason="No room.", revisit_on=None)


MAIL = {"subject": "Students", "body": TYPED}
#: A form: the stage it is sent at, its address, what is sent, and what a colleague did first.
FORMS: dict[str, Any] = {
    "mail": ("identified", "mail/", MAIL, called, "made first contact"),
    "call": ("identified", "call/", {"note": TYPED}, called, "made first contact"),
    "interview": ("interviewing", "interview/", interview(), closed, "closed it without blame"),
    "invite": ("matched", "invite/", {"reason": TYPED}, invited, "decided to invite"),
    "invite what is closed": (
        "matched",
        "invite/",
        {"reason": TYPED},
        closed,
        "closed it without blame",
    ),
    "closing": ("contacted", "close/", CLOSING, closed, "closed it without blame"),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_move_that_a_colleague_made_first_keeps_what_was_typed(prairie: House, form: str) -> None:
    stage, path, typed, act, words = FORMS[form]
    row = add_candidacy(prairie, stage, scores=ALL_SCORED)
    with prairie.scope():
        act(row, prairie.actor("manager"))
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/{path}"), typed)
    assert answer.status_code == 422
    assert f"Nothing changed: meanwhile Maren Solberg {words}." in answer.text
    assert typed.items() <= Controls(answer.text).values.items()


@pytest.mark.parametrize("form", ["mail", "call", "invite", "closing"])
def test_second_press_of_the_same_words_leads_on(prairie: House, form: str) -> None:
    stage, path, typed, *_ = FORMS[form]
    row = add_candidacy(prairie, stage, scores=ALL_SCORED)
    client, url = prairie.client("coordinator"), address(prairie, f"{row.pk}/{path}")
    answers = [client.post(url, typed, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Nothing changed" in answers[1].text


def test_reason_stays_when_a_colleague_took_a_score_away(prairie: House) -> None:
    row = add_candidacy(prairie, "matched", scores=ALL_SCORED)
    with prairie.scope():
        Interview.objects.update(interest_score=None)
    url = address(prairie, f"{row.pk}/invite/")
    answer = prairie.client("coordinator").post(url, {"reason": TYPED})
    assert answer.status_code == 422
    assert Controls(answer.text).values["reason"] == TYPED
    assert reread(prairie, row).stage == "matched"


def test_words_that_are_too_long_stay_when_a_colleague_was_faster(prairie: House) -> None:
    row = add_candidacy(prairie, "matched", scores=ALL_SCORED)
    with prairie.scope():
        invited(row, prairie.actor("manager"))
    long = TYPED * 100
    url = address(prairie, f"{row.pk}/invite/")
    answer = prairie.client("coordinator").post(url, {"reason": long})
    assert answer.status_code == 422
    assert Controls(answer.text).values["reason"] == long
