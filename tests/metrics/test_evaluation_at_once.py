"""A round that closes while somebody answers it: counted or refused, never in between."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.test import Client

from metrics.models import EvaluationAnswer, EvaluationInvitation, EvaluationRound
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_answers import answer_evaluation
from metrics.services.evaluation_rounds import close_round
from metrics.views import evaluation_door
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_round
from tests.presses import at_once

pytestmark = [pytest.mark.requirement("R63"), pytest.mark.django_db(transaction=True)]

ALL_FOUR = {item.key: "4" for item in CURRENT.items} | {"text_change": "", "text_keep": ""}
SCORES: dict[str, int | None] = {item.key: 4 for item in CURRENT.items}
#: Seconds that the first of two keeps its transaction open once the second has begun.
HOLD = 0.5


@pytest.fixture
def round_(prairie: House) -> EvaluationRound:
    """Five of the six who were asked have answered."""
    with prairie.scope():
        made: EvaluationRound = make_round(prairie, 6)
        for invitation in made.invitations.order_by("email")[:5]:
            answer_evaluation(invitation, scores=SCORES, comments={"change": "", "keep": ""})
    return made


@pytest.fixture
def door(prairie: House, round_: EvaluationRound) -> str:
    """The address of the sixth."""
    with prairie.scope():
        last = round_.invitations.get(has_answered=False)
    return f"/evaluate/{link_to(prairie, last.pk)}/"


def close(house: House, round_: EvaluationRound, then: Callable[[], Any] = lambda: None) -> None:
    with house.scope():
        close_round(round_, actor=house.actor("manager"))
        then()


def counts(house: House) -> set[int]:
    """How many answered: by the results, by the answers kept and by the people's flags."""
    with house.scope():
        results = EvaluationRound.objects.get().results
        answers = EvaluationAnswer.objects.filter(invitation=None).count()
        flags = EvaluationInvitation.objects.filter(has_answered=True, is_closed=True).count()
    return {results["answered"], results["cells"][0]["n"], answers, flags}


def test_answer_given_before_the_close_is_waited_for_and_counted(
    prairie: House, round_: EvaluationRound, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = Event()

    def answer_and_hold(*args: Any, **answer: Any) -> None:
        answer_evaluation(*args, **answer)
        answered.set()
        sleep(HOLD)

    def close_after() -> None:
        assert answered.wait(10)
        close(prairie, round_)

    monkeypatch.setattr(evaluation_door, "answer_evaluation", answer_and_hold)
    response, closed = at_once(partial(Client().post, door, ALL_FOUR), close_after)
    assert (response.status_code, closed) == (302, None)
    assert counts(prairie) == {6}


def test_answer_to_a_round_that_is_being_closed_is_refused(
    prairie: House, round_: EvaluationRound, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, is_closing = Event(), Event()

    def answer_after(*args: Any, **answer: Any) -> None:
        read.set()
        assert is_closing.wait(10)
        answer_evaluation(*args, **answer)

    def hold() -> None:
        is_closing.set()
        sleep(HOLD)

    def close_once_read() -> None:
        assert read.wait(10)
        close(prairie, round_, then=hold)

    monkeypatch.setattr(evaluation_door, "answer_evaluation", answer_after)
    response, closed = at_once(partial(Client().post, door, ALL_FOUR), close_once_read)
    assert (response.status_code, closed) == (410, None)
    assert counts(prairie) == {5}


def test_answer_and_close_at_one_moment_agree(
    prairie: House, round_: EvaluationRound, door: str
) -> None:
    response, closed = at_once(
        partial(Client().post, door, ALL_FOUR), partial(close, prairie, round_)
    )
    assert closed is None
    assert (response.status_code, counts(prairie)) in [(302, {6}), (410, {5})]
