"""A member leaves: check-ins and candidacies find another owner."""

from __future__ import annotations

from datetime import timedelta

from metrics.models import CheckIn
from metrics.services.check_in_answers import answer_check_in
from partnerships.models import FollowUp
from stakeholders.models import Candidacy, Stage
from tests.cast import House
from tests.metrics.check_in_cast import make_check_in, today_of


def end_manager(house: House) -> None:
    path = house.url(f"settings/people/{house.members['manager'].pk}/end/")
    data = {"successor": house.members["coordinator"].pk}
    assert house.client("owner").post(path, data).status_code == 302


def test_low_answer_after_a_member_left_reaches_the_successor(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
    end_manager(prairie)
    with prairie.scope():
        check_in.refresh_from_db()
        assert check_in.owner_name == "Cody Reyes"
        assert check_in.schedule.owner == prairie.members["coordinator"]
        answer_check_in(check_in, temperature=1)
        assert FollowUp.objects.get().owner == prairie.members["coordinator"]


def test_closed_check_in_keeps_who_asked(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        CheckIn.objects.update(closes_on=today_of(prairie) - timedelta(days=1))
    end_manager(prairie)
    with prairie.scope():
        check_in.refresh_from_db()
        assert check_in.owner_name == "Maren Solberg"


def test_open_candidacy_goes_on_with_the_successor(prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
        other = make_check_in(prairie, "Closed Clinic")
        Candidacy.objects.update(owner=prairie.members["manager"])
        closed = Candidacy.objects.filter(organization=other.schedule.organization)
        closed.update(stage=Stage.CLOSED)
    end_manager(prairie)
    with prairie.scope():
        going_on = Candidacy.objects.get(organization=check_in.schedule.organization)
        assert going_on.owner == prairie.members["coordinator"]
        assert closed.get().owner == prairie.members["manager"]
