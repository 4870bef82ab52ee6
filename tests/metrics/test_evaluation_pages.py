"""The evaluation section as members work with it, and what it never shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.models import EvaluationInvitation, EvaluationRound
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_answers import answer_evaluation
from metrics.services.evaluation_rounds import close_round
from partnerships.models import Message
from tests.cast import House, close_partnership
from tests.metrics.check_in_cast import make_partner, make_round, today_of

WORKSPACE = "partnerships/health-sciences/evaluation/"
TELLING = "The dean of Riverbend said so"


def answers(house: House, round_: Any, count: int) -> None:
    """So many answer; the first one's is unlike the others and has a comment."""
    for number, invitation in enumerate(round_.invitations.order_by("email")[:count]):
        answer_evaluation(
            invitation,
            scores={item.key: 1 if number == 0 else 5 for item in CURRENT.items},
            comments={"change": TELLING if number == 0 else "", "keep": ""},
        )


def start_data(house: House, chosen: list[Any]) -> dict[str, Any]:
    last_day = today_of(house) + timedelta(days=14)
    return {
        "closes_on_month": last_day.month,
        "closes_on_day": last_day.day,
        "closes_on_year": last_day.year,
        "phase": "planning",
        "people": chosen,
    }


@pytest.mark.requirement("R63")
def test_start_previews_who_gets_what_then_sends(prairie: House) -> None:
    with prairie.scope():
        contact = make_partner(prairie)
    client = prairie.client("manager")
    chosen = [contact.pk, prairie.members["viewer"].pk]
    page = client.post(
        prairie.url(f"{WORKSPACE}new/"), start_data(prairie, chosen), follow=True
    ).text
    assert "Send to 2 people" in page
    assert "Ruth Aldous" in page
    assert "ten statements, by" in page
    page = client.post(prairie.url(f"{WORKSPACE}1/open/"), follow=True).text
    assert "2 invitations are on their way." in page
    assert "0 of 2" in page
    with prairie.scope():
        assert Message.objects.filter(kind="evaluation_invitation").count() == 2


BAD = [
    ("nothing", {}, "people"),
    ("nobody's key", {"people": ["018f0000-0000-7000-8000-000000000000"]}, "people"),
    ("no key", {"people": ["🙂\x00"]}, "people"),
    (
        "no date",
        {"closes_on_month": "2", "closes_on_day": "31", "closes_on_year": "2027"},
        "closes_on",
    ),
    (
        "date passed",
        {"closes_on_month": "2", "closes_on_day": "3", "closes_on_year": "2020"},
        "closes_on",
    ),
    ("phase not offered", {"phase": "closed"}, "phase"),
]


@pytest.mark.parametrize(("data", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_start_answers_with_an_error_beside_the_field(
    prairie: House, data: dict[str, Any], field: str
) -> None:
    response = prairie.client("manager").post(prairie.url(f"{WORKSPACE}new/"), data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    with prairie.scope():
        assert not EvaluationRound.objects.exists()


def test_closed_partnership_begins_no_evaluation(prairie: House) -> None:
    chosen = [prairie.members["viewer"].pk]
    close_partnership(prairie)
    response = prairie.client("manager").post(
        prairie.url(f"{WORKSPACE}new/"), start_data(prairie, chosen)
    )
    assert response.status_code == 422
    assert "The partnership is closed." in response.text
    with prairie.scope():
        assert not EvaluationRound.objects.exists()


def test_second_press_of_each_button_changes_nothing(prairie: House) -> None:
    with prairie.scope():
        make_round(prairie)
    client = prairie.client("manager")
    page = client.post(prairie.url(f"{WORKSPACE}1/open/"), follow=True).text
    assert "Nothing changed" in page
    client.post(prairie.url(f"{WORKSPACE}1/close/"))
    assert "Nothing changed" in client.post(prairie.url(f"{WORKSPACE}1/close/"), follow=True).text
    assert "Nothing changed" in client.post(prairie.url(f"{WORKSPACE}1/remind/"), follow=True).text


@pytest.mark.requirement("B18")
def test_closed_round_shows_ten_cells_or_says_what_lacks(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie)
        answers(prairie, made, 4)
        close_round(made, actor=prairie.actor("manager"))
    page = prairie.client("viewer").get(prairie.url(f"{WORKSPACE}1/")).text
    assert page.count("<strong>Lacks data</strong>fewer than 5") == 10
    assert TELLING not in page


def test_open_round_shows_progress_and_no_result(prairie: House) -> None:
    with prairie.scope():
        answers(prairie, make_round(prairie), 5)
    for page in ("1/", ""):
        text = prairie.client("owner").get(prairie.url(WORKSPACE + page)).text
        assert "5 of 6" in text
        assert TELLING not in text
        assert "80%" not in text


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_no_page_tells_who_answered_what(prairie: House, role: str) -> None:
    with prairie.scope():
        made = make_round(prairie)
        answers(prairie, made, 5)
    client = prairie.client(role)
    while_open = client.get(prairie.url(f"{WORKSPACE}1/")).text
    assert "Person 0" in while_open
    assert "answered" not in while_open.split("Who was asked")[1].split("<ul")[1]
    with prairie.scope():
        close_round(made, actor=prairie.actor("manager"))
    closed = client.get(prairie.url(f"{WORKSPACE}1/")).text
    assert TELLING in closed
    assert "Person 0" not in closed
    assert "person0@" not in closed


def test_database_keeps_no_tie_after_closing(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie)
        answers(prairie, made, 5)
        close_round(made, actor=prairie.actor("manager"))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM metrics_evaluationanswer WHERE invitation_id IS NULL"
            )
            assert cursor.fetchone() == (5,)


def test_other_convener_sees_nothing(prairie: House, rival: House) -> None:
    with prairie.scope():
        made = make_round(prairie)
        answers(prairie, made, 5)
        close_round(made, actor=prairie.actor("manager"))
    client = rival.client("owner")
    assert client.get(prairie.url(f"{WORKSPACE}1/")).status_code == 404
    assert client.get(rival.url(f"{WORKSPACE}1/")).status_code == 404
    with rival.scope():
        assert not EvaluationInvitation.objects.exists()


def test_pages_cost_the_same_for_one_and_three_people(prairie: House, rival: House) -> None:
    counts = []
    for house, count in ((prairie, 1), (rival, 3)):
        with house.scope():
            make_round(house, count)
        client = house.client("owner")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(house.url(f"{WORKSPACE}1/")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
