"""What a manager is told before a round is opened, and before it is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from config.templatetags.formatting import us_date
from metrics.models import EvaluationRound
from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_answers import answer_evaluation
from metrics.services.evaluation_rounds import start_round
from partnerships.models import Message
from partnerships.services.outbox import set_preference
from stakeholders.models import Contact
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_partner, make_round, people, today_of

WORKSPACE = "partnerships/health-sciences/evaluation/"


def draft(house: House, count: int, days: int = 14) -> EvaluationRound:
    return start_round(
        house.partnership,
        closes_on=today_of(house) + timedelta(days=days),
        phase="planning",
        people=people(count),
        actor=house.actor("manager"),
    )


def answered(house: House, round_: Any, count: int, **not_applicable: None) -> None:
    scores = {item.key: 4 for item in CURRENT.items} | not_applicable
    for invitation in round_.invitations.order_by("email")[:count]:
        answer_evaluation(invitation, scores=scores, comments={"change": "", "keep": ""})


def page_of(house: House, path: str = "1/", role: str = "manager") -> str:
    return " ".join(house.client(role).get(house.url(WORKSPACE + path), follow=True).text.split())


def test_preview_says_who_gets_no_mail_and_why(prairie: House) -> None:
    with prairie.scope():
        draft(prairie, 8)
        set_preference("person1@partner.example", subject_id=None, stop=True)
        set_preference("person2@partner.example", subject_id=None, pause_days=30)
        set_preference("person3@partner.example", subject_id=None, pause_days=3)
        make_partner(prairie)
        Contact.objects.update(email="")
    page = page_of(prairie)
    assert "Send to 5 people" in page
    getting, not_getting = page.split("Who gets it")[1].split("Who gets no mail")
    assert "Person 0" in getting
    assert "Person 1" not in getting
    assert "Person 1</strong> stopped these mails." in not_getting
    assert "Person 2</strong> paused these mails until" in not_getting
    assert "The pause outlasts this round" in not_getting
    assert "The mail goes out when the pause ends." in not_getting
    assert "Ruth Aldous</strong> has no e-mail address on record." in not_getting
    assert "Too few people" not in page


def test_choice_taken_back_or_run_out_counts_no_more(prairie: House) -> None:
    with prairie.scope():
        draft(prairie, 6)
        set_preference("person1@partner.example", subject_id=None, stop=True)
        set_preference("person1@partner.example", subject_id=None)
        set_preference("person2@partner.example", subject_id=None, pause_days=-1)
    assert "Send to 6 people" in page_of(prairie)


@pytest.mark.requirement("B18")
@pytest.mark.parametrize(("count", "stopped", "words"), [(4, 0, "4 people"), (6, 5, "One person")])
def test_too_few_who_can_answer_are_a_warning_and_no_refusal(
    prairie: House, count: int, stopped: int, words: str
) -> None:
    with prairie.scope():
        draft(prairie, count)
        for number in range(stopped):
            set_preference(f"person{number}@partner.example", subject_id=None, stop=True)
    assert f"{words} can answer. Results are shown from 5 answers on" in page_of(prairie)
    client = prairie.client("manager")
    page = client.post(prairie.url(f"{WORKSPACE}1/open/"), follow=True).text
    assert "on their way." in page
    assert ("5 people paused or stopped these mails" in page) == bool(stopped)


def test_start_names_whom_it_cannot_ask(prairie: House) -> None:
    with prairie.scope():
        make_partner(prairie)
        Contact.objects.update(email="")
    page = page_of(prairie, "new/")
    assert "no e-mail address for them: Ruth Aldous (Prairie Care Hospital)." in page
    assert "Results are shown from five answers on." in page


@pytest.mark.requirement("B18")
def test_closing_asks_back_and_gives_no_interim_result(prairie: House) -> None:
    with prairie.scope():
        made = make_round(prairie, 7)
        answered(prairie, made, 4)
        answered(prairie, made, 5, impact_process=None)
    page = page_of(prairie, "1/close/")
    assert "5 of 7 people have answered." in page
    assert "The 2 who have not can no longer answer." in page
    assert "A statement that fewer than 5 people rated will lack data." in page
    assert "Impact" not in page
    assert "This cannot be undone" in page
    assert "100%" not in page
    with prairie.scope():
        assert EvaluationRound.objects.get().state == "open"
    prairie.client("manager").post(prairie.url(f"{WORKSPACE}1/close/"))
    with prairie.scope():
        assert EvaluationRound.objects.get().state == "closed"


@pytest.mark.parametrize("people", [1, 5])
def test_closing_with_too_few_answers_says_that_all_cells_lack_data(
    prairie: House, people: int
) -> None:
    with prairie.scope():
        answered(prairie, make_round(prairie, people), 1)
    page = page_of(prairie, "1/close/")
    assert "All ten cells will lack data: each needs at least 5 answers." in page
    assert {1: "1 of 1 person has answered.", 5: "1 of 5 people have answered."}[people] in page


def test_closing_early_takes_unsent_mail_back_and_says_the_day(
    client: Client, prairie: House
) -> None:
    with prairie.scope():
        invitation = make_round(prairie, 1).invitations.get()
    token = link_to(prairie, invitation.pk)
    prairie.client("manager").post(prairie.url(f"{WORKSPACE}1/close/"))
    with prairie.scope():
        assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}
    page = client.get(f"/evaluate/{token}/").text
    assert f"It took answers until {us_date(today_of(prairie))}." in page


def test_round_that_is_not_open_is_not_asked_about(prairie: House) -> None:
    with prairie.scope():
        draft(prairie, 5)
    page = page_of(prairie, "1/close/")
    assert "Nothing changed: this evaluation is not open." in page
    assert "Close the evaluation" not in page


def test_page_of_an_open_round_leads_to_the_question_and_not_past_it(prairie: House) -> None:
    with prairie.scope():
        make_round(prairie)
    page = page_of(prairie)
    assert f'<a href="{prairie.url(WORKSPACE)}1/close/"' in page
    assert f'action="{prairie.url(WORKSPACE)}1/close/"' not in page
