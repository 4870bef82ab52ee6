"""Rounds: drafted, opened once, reminded once a day, closed for good, confidential."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from config.state import IllegalMove
from config.templatetags.formatting import us_date
from config.tenancy.scopes import dispatch_scope
from metrics.models import EvaluationAnswer, EvaluationInvitation, EvaluationRound
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_answers import EvaluationClosed, answer_evaluation
from metrics.services.evaluation_rounds import (
    RoundInHand,
    close_overdue_rounds,
    close_round,
    conveners_with_rounds_to_close,
    open_round,
    start_round,
)
from partnerships.models import AuditEvent, CharterDocument, Message
from partnerships.services.outreach import OutreachClosed
from partnerships.services.rendering import render_message
from tests.cast import House, today
from tests.metrics.check_in_cast import make_round, people, today_of

SCORES: dict[str, int | None] = {item.key: 4 for item in CURRENT.items}


def answer(round_: EvaluationRound, count: int, **comments: str) -> None:
    """So many of the invited answer."""
    for invitation in round_.invitations.order_by("email")[:count]:
        answer_evaluation(
            invitation, scores=SCORES, comments=comments or {"change": "", "keep": ""}
        )


def start(house: House, role: str = "manager", **fields: Any) -> EvaluationRound:
    values = {
        "closes_on": today_of(house) + timedelta(days=14),
        "phase": "planning",
        "people": people(3),
        **fields,
    }
    return start_round(house.partnership, actor=house.actor(role), **values)


def test_draft_sends_nothing(prairie: House) -> None:
    with prairie.scope():
        assert start(prairie).invitations.count() == 3
        assert not Message.objects.exists()


def test_one_address_is_asked_once(prairie: House) -> None:
    with prairie.scope():
        assert start(prairie, people=[*people(2), *people(2)]).invitations.count() == 2


@pytest.mark.parametrize("fields", [{"people": []}, {"closes_on": today()}])
def test_round_without_people_or_time_is_refused(prairie: House, fields: Any) -> None:
    with prairie.scope(), pytest.raises(ValidationError):
        start(prairie, **fields)


def test_second_round_waits_for_the_first(prairie: House) -> None:
    with prairie.scope():
        start(prairie)
        with pytest.raises(RoundInHand):
            start(prairie)


def test_coordinator_starts_no_round(prairie: House) -> None:
    with prairie.scope(), pytest.raises(PermissionDenied):
        start(prairie, role="coordinator")


def test_opening_sends_one_mail_each_and_only_once(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 3)
        assert Message.objects.filter(kind="evaluation_invitation").count() == 3
        with pytest.raises(IllegalMove):
            open_round(made, actor=prairie.actor("manager"))


def test_first_mail_says_who_asks_what_how_long_and_by_when(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 1)
        mail = render_message(Message.objects.get().pk)
    day = us_date(made.closes_on)
    text = " ".join(str(mail.body).split())
    assert text.startswith(
        "Hello Person 0, Prairie Service Cooperative asks everybody who takes part in Health "
        "Sciences Academy how well the partnership works. There are ten statements to agree or "
        "disagree with, and two open questions. It takes about three minutes, on a phone too. "
        f"Please answer by {day}: "
    )


@pytest.mark.requirement("B1")
def test_round_of_an_unapproved_partnership_is_not_sent(prairie: House) -> None:
    with prairie.scope():
        made = start(prairie)
        CharterDocument.objects.all().delete()
        with pytest.raises(OutreachClosed):
            open_round(made, actor=prairie.actor("manager"))


@pytest.mark.requirement("B18")
def test_closing_freezes_ten_cells(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 6)
        answer(made, 5)
        closed = close_round(made, actor=prairie.actor("manager"))
        assert [cell["share"] for cell in closed.results["cells"]] == [100] * 10
        EvaluationAnswer.objects.all().delete()
        closed.refresh_from_db()
        assert closed.results["answered"] == 5


@pytest.mark.requirement("B18")
def test_closing_under_five_answers_says_which_lack_data(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 6)
        answer(made, 4, change="Secret", keep="")
        closed = close_round(made, actor=prairie.actor("manager"))
        assert [cell["share"] for cell in closed.results["cells"]] == [None] * 10
        assert closed.results["comments"] == {"change": [], "keep": []}


def test_closing_cuts_the_tie_between_people_and_answers(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 6)
        answer(made, 5)
        before = set(EvaluationAnswer.objects.values_list("pk", "created_at"))
        close_round(made, actor=prairie.actor("manager"))
        rows = list(EvaluationAnswer.objects.all())
        assert [row.invitation_id for row in rows] == [None] * 5
        assert not before & {(row.pk, row.created_at) for row in rows}


def test_answering_writes_no_event_that_names_the_person(prairie: House) -> None:
    with prairie.scope():
        answer(make_round(prairie, 6), 1)
        assert not AuditEvent.objects.filter(verb__contains="answer").exists()


def test_answer_after_closing_is_refused(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 6)
        close_round(made, actor=prairie.actor("manager"))
        invitation = EvaluationInvitation.objects.order_by("email").first()
        assert invitation is not None
        with pytest.raises(EvaluationClosed):
            answer_evaluation(invitation, scores=SCORES, comments={})
        assert not EvaluationAnswer.objects.exists()


@pytest.mark.parametrize(
    "scores", [{}, SCORES | {"impact_person": 6}, SCORES | {"impact_person": 4.5}]
)
def test_scores_that_were_not_offered_are_refused(prairie: House, scores: Any) -> None:
    with prairie.scope():
        invitation = make_round(prairie, 1).invitations.get()
        with pytest.raises(ValidationError):
            answer_evaluation(invitation, scores=scores, comments={})


def test_round_closes_by_itself_after_its_last_day(prairie: House, rival: House) -> None:
    with prairie.scope():
        make_round(prairie, 2)
        EvaluationRound.objects.update(closes_on=today_of(prairie) - timedelta(days=1))
    with rival.scope():
        make_round(rival, 2)
    with dispatch_scope():
        assert conveners_with_rounds_to_close() == [prairie.convener.pk]
    with prairie.scope():
        assert [close_overdue_rounds(prairie.convener) for _ in range(2)] == [1, 0]


def test_last_day_itself_is_open(prairie: House) -> None:
    with prairie.scope():
        make_round(prairie, 2)
        EvaluationRound.objects.update(closes_on=today_of(prairie))
        assert close_overdue_rounds(prairie.convener) == 0
