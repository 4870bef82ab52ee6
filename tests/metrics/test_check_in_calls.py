"""What came of a call is read where the answer is: on the check-in, its list, and history."""

from __future__ import annotations

import pytest

from config.templatetags.formatting import us_date
from config.working_days import add_working_days
from metrics.models import CheckIn
from metrics.selectors.check_in_standing import check_in_standing
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_follow_ups import close_follow_up
from metrics.services.check_in_recording import record_waiting
from partnerships.models import FollowUp
from tests.cast import House
from tests.metrics.check_in_cast import make_check_in, today_of

WORKSPACE = "partnerships/health-sciences/"


@pytest.fixture
def called(prairie: House) -> CheckIn:
    """A low answer after which Cody called."""
    with prairie.scope():
        check_in = answer_check_in(make_check_in(prairie), temperature=2)
        call, actor = FollowUp.objects.get(), prairie.actor("coordinator")
        close_follow_up(call, outcome="A second tour in May.", actor=actor)
        return check_in


def words_of(house: House, path: str, role: str = "viewer") -> str:
    return " ".join(house.client(role).get(house.url(path)).text.split())


def test_check_in_says_who_called_when_and_what_came_of_it(prairie: House, called: CheckIn) -> None:
    page = words_of(prairie, f"{WORKSPACE}communication/check-ins/{called.pk}/")
    day = us_date(today_of(prairie))
    assert f"Called on {day} by Cody Reyes:</strong> A second tour in May." in page


def test_communication_says_it_too_and_leads_there(prairie: House, called: CheckIn) -> None:
    page = words_of(prairie, f"{WORKSPACE}communication/")
    assert "by Cody Reyes:</strong> A second tour in May." in page
    assert page.count(f"communication/check-ins/{called.pk}/") == 2


def test_call_stays_in_the_list_when_the_next_question_is_out(
    prairie: House, called: CheckIn
) -> None:
    with prairie.scope():
        CheckIn.objects.create(
            schedule_id=called.schedule_id,
            partnership=prairie.partnership,
            organization_name=called.organization_name,
            contact_name=called.contact_name,
            contact_email=called.contact_email,
            due_on=today_of(prairie).replace(year=2099),
            closes_on=today_of(prairie).replace(year=2099),
            state="sent",
        )
    assert "A second tour in May." in words_of(prairie, f"{WORKSPACE}communication/")


def test_history_leads_to_the_check_in(prairie: House, called: CheckIn) -> None:
    page = words_of(prairie, f"{WORKSPACE}history/")
    link = f'<a href="{prairie.url(WORKSPACE)}communication/check-ins/{called.pk}/">'
    words = "Cody Reyes recorded what came of “Call Ruth Aldous, Prairie Care Hospital”"
    assert f"{link}{words}</a>" in page
    assert f"{link}Ruth Aldous answered the check-in of Prairie Care Hospital</a>" in page


def test_low_answer_changed_after_the_call_asks_for_another_call(
    prairie: House, called: CheckIn
) -> None:
    with prairie.scope():
        answer_check_in(called, temperature=1, note="Worse.")
        record_waiting()
        call = FollowUp.objects.get()
        due_on = add_working_days(today_of(prairie), 3)
        assert (call.done_at, call.due_on, call.outcome) == (None, due_on, "")
        standing = check_in_standing(prairie.partnership)
        assert standing is not None
        assert (standing.low, standing.called) == (1, 0)
    page = words_of(prairie, f"{WORKSPACE}communication/check-ins/{called.pk}/")
    assert ("Called on" in page, "Maren Solberg, due" in page) == (False, True)
    assert "put “Call Ruth Aldous, Prairie Care Hospital” on the list again" in words_of(
        prairie, f"{WORKSPACE}history/"
    )


def test_call_recorded_after_the_low_answer_stays_done(prairie: House, called: CheckIn) -> None:
    with prairie.scope():
        assert record_waiting() == 1
        assert FollowUp.objects.get().outcome == "A second tour in May."


def test_call_before_a_better_answer_is_told_from_one_that_followed(
    prairie: House, called: CheckIn
) -> None:
    path = f"{WORKSPACE}communication/check-ins/{called.pk}/"
    assert "Before the answer as it is now" not in words_of(prairie, path)
    with prairie.scope():
        answer_check_in(called, temperature=4)
        record_waiting()
    page = words_of(prairie, path)
    assert ("A second tour in May." in page, "Before the answer as it is now" in page) == (
        True,
        True,
    )


def test_open_call_is_named_with_its_owner_and_day(prairie: House) -> None:
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=1)
        check_in = CheckIn.objects.get()
        follow_up = FollowUp.objects.get()
    path = f"{WORKSPACE}communication/check-ins/{check_in.pk}/"
    page = words_of(prairie, path, "coordinator")
    assert f"Maren Solberg, due {us_date(follow_up.due_on)}" in page
    assert prairie.url(f"follow-ups/{follow_up.pk}/") in page
    assert "follow-ups/" not in words_of(prairie, path, "viewer")
