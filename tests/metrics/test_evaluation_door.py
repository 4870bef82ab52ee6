"""The page behind an evaluation's link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from config.tenancy.scopes import link_scope
from metrics.models import EvaluationAnswer, EvaluationInvitation
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_rounds import close_round
from partnerships.models import MagicLink
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_round

ALL_FOUR = {item.key: "4" for item in CURRENT.items} | {"text_change": "", "text_keep": ""}


@pytest.fixture
def invitation(prairie: House) -> EvaluationInvitation:
    with prairie.scope():
        return make_round(prairie, 2).invitations.order_by("email").first()


@pytest.fixture
def door(prairie: House, invitation: EvaluationInvitation) -> str:
    return f"/evaluate/{link_to(prairie, invitation.pk)}/"


@pytest.mark.requirement("R63")
def test_page_groups_ten_statements_by_category(client: Client, door: str) -> None:
    page = client.get(door).text
    for label in CURRENT.categories.values():
        assert f">{label}</h2>" in page
    assert page.count('value="na"') == 10
    assert "Your answers are confidential." in page


def test_answer_is_kept_apart_from_the_flag(client: Client, prairie: House, door: str) -> None:
    response = client.post(door, ALL_FOUR | {"impact_process": "na"}, follow=True)
    assert "Your answers are in." in response.text
    with prairie.scope():
        answer = EvaluationAnswer.objects.get()
        assert (answer.scores["impact_process"], answer.scores["impact_person"]) == (None, 4)
        assert EvaluationInvitation.objects.filter(has_answered=True).count() == 1


def test_second_answer_replaces_the_first(client: Client, prairie: House, door: str) -> None:
    client.post(door, ALL_FOUR)
    assert "You have answered." in client.get(door).text
    client.post(door, ALL_FOUR | {"impact_person": "1"})
    with prairie.scope():
        assert EvaluationAnswer.objects.get().scores["impact_person"] == 1


BAD = [
    ("nothing", {}, "impact_person"),
    ("not offered", ALL_FOUR | {"impact_person": "9"}, "impact_person"),
    ("wrong type", ALL_FOUR | {"impact_person": "🙂"}, "impact_person"),
    ("over-long", ALL_FOUR | {"text_keep": "k" * 2001}, "text_keep"),
    ("NUL", ALL_FOUR | {"text_keep": "\x00"}, "text_keep"),
]


@pytest.mark.parametrize(("data", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_answers_with_an_error_beside_the_field(
    client: Client, prairie: House, door: str, data: dict[str, str], field: str
) -> None:
    response = client.post(door, data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    with prairie.scope():
        assert not EvaluationAnswer.objects.exists()


def test_what_was_typed_stays_beside_an_error(client: Client, door: str) -> None:
    page = client.post(door, ALL_FOUR | {"impact_person": "", "text_keep": "<b>tea</b>"}).text
    assert "&lt;b&gt;tea&lt;/b&gt;" in page
    assert page.count(" checked") == 9


def test_expired_link_is_gone(client: Client, prairie: House, door: str) -> None:
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(door).status_code == 410


def test_closed_round_takes_no_answer(client: Client, prairie: House, door: str) -> None:
    with prairie.scope():
        made = EvaluationInvitation.objects.select_related("round")[0].round
        close_round(made, actor=prairie.actor("manager"))
    response = client.post(door, ALL_FOUR)
    assert response.status_code == 410
    assert "This evaluation has closed" in response.text


def test_link_reads_its_own_answer_only(client: Client, prairie: House, door: str) -> None:
    client.post(door, ALL_FOUR)
    with prairie.scope():
        other = EvaluationInvitation.objects.get(has_answered=False)
    with link_scope(prairie.convener.pk, other.pk), connection.cursor() as cursor:
        cursor.execute("SELECT scores FROM metrics_evaluationanswer")
        assert cursor.fetchall() == []
