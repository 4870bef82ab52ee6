"""A reminder says whom it really reaches, and does not follow a mail of the same day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.evaluation_answers import answer_evaluation
from metrics.services.evaluation_rounds import remind_round
from partnerships.models import AuditEvent, Message
from partnerships.services.outbox import set_preference
from tests.cast import House
from tests.metrics.check_in_cast import make_round

ROUND = "partnerships/health-sciences/evaluation/1/"


def open_since(house: House, days: int = 2, count: int = 4) -> Any:
    """A round whose first person has answered and whose mails are so old; inside the scope."""
    made = make_round(house, count)
    Message.objects.update(state="sent", sent_at=timezone.now() - timedelta(days=days))
    first = made.invitations.order_by("email")[0]
    answer_evaluation(first, scores={item.key: 4 for item in CURRENT.items}, comments={})
    return made


def press(house: House) -> str:
    answer = house.client("manager").post(house.url(f"{ROUND}remind/"), follow=True)
    return " ".join(answer.text.split())


def page_of(house: House, role: str = "manager") -> str:
    return " ".join(house.client(role).get(house.url(ROUND)).text.split())


def test_button_counts_those_whom_a_mail_reaches_and_goes_away_after_use(prairie: House) -> None:
    with prairie.scope():
        open_since(prairie)
        set_preference("person1@partner.example", subject_id=None, stop=True)
    assert "Remind 2 people" in page_of(prairie)
    page = press(prairie)
    assert "2 reminders are on the way. Person 1 stopped these mails and gets none." in page
    assert "Remind " not in page
    assert "A reminder can go out from" in page
    with prairie.scope():
        mails = Message.objects.filter(kind="evaluation_reminder").values_list("to_name", flat=True)
        assert sorted(mails) == ["Person 2", "Person 3"]


def test_second_press_reminds_nobody(prairie: House) -> None:
    with prairie.scope():
        made = open_since(prairie)
        counts = [remind_round(made, actor=prairie.actor("manager")) for _ in range(2)]
        on_record = [one.after for one in AuditEvent.objects.filter(verb="reminded")]
    assert (counts, on_record) == ([3, 0], [{"people": 3}])
    assert "Nobody was reminded. The last mail is less than a day old." in press(prairie)


def test_reminder_waits_until_the_last_mail_is_a_day_old(prairie: House) -> None:
    with prairie.scope():
        open_since(prairie, days=0)
    page = page_of(prairie)
    assert "Remind " not in page
    assert "The last mail is less than a day old. A reminder can go out from" in page
    with prairie.scope():
        Message.objects.update(sent_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert "Remind 3 people" in page_of(prairie)


@pytest.mark.parametrize("state", ["failed", "bounced", "held"])
def test_address_that_no_mail_reaches_is_not_counted(prairie: House, state: str) -> None:
    with prairie.scope():
        open_since(prairie)
        Message.objects.filter(to_name="Person 2").update(state=state)
    assert "Remind 2 people" in page_of(prairie)


def test_round_whose_silent_people_get_no_mail_says_to_call(prairie: House) -> None:
    with prairie.scope():
        open_since(prairie, count=2)
        set_preference("person1@partner.example", subject_id=None, stop=True)
    page = page_of(prairie)
    assert "Remind " not in page
    assert "No mail reaches those who have not answered. Call instead." in page


def test_page_names_who_stopped_mails_and_not_whether_they_answered(prairie: House) -> None:
    with prairie.scope():
        open_since(prairie)
        for number in (0, 1):
            set_preference(f"person{number}@partner.example", subject_id=None, stop=True)
    page = page_of(prairie)
    for number in (0, 1):
        assert f"<strong>Person {number}</strong> stopped these mails." in page
    assert "2 people paused or stopped these mails and get none." in press(prairie)


def test_today_promises_no_reminders_that_may_not_go_out(prairie: House) -> None:
    with prairie.scope():
        open_since(prairie)
    page = prairie.client("manager").get(prairie.url()).text
    assert "1 of 4 answered." in page
    assert "Remind " not in page
