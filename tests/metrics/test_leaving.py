"""A member leaves: check-ins and candidacies find another owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from metrics.models import CheckIn, EvaluationInvitation
from metrics.services.check_in_answers import answer_check_in
from partnerships.models import FollowUp, MagicLink, Message
from partnerships.services.rendering import render_message
from stakeholders.models import Candidacy, Stage
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_check_in, make_round, today_of


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


def fresh_mail(client: Client, house: House, token: str) -> str:
    """The text of the mail that a fresh link comes with; subject first."""
    with house.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.post(f"/link/{token}/fresh/")
    with house.scope():
        mail = render_message(Message.objects.get(dedupe_key__startswith="fresh:").pk)
    return f"{mail.subject}\n{mail.body}"


@pytest.mark.parametrize("state", ["queued", "held", "failed", "sending"])
def test_unsent_question_names_the_successor(prairie: House, state: str) -> None:
    with prairie.scope():
        make_check_in(prairie)
        Message.objects.update(state=state)
    end_manager(prairie)
    with prairie.scope():
        body = render_message(Message.objects.get().pk).body
    assert ("Cody Reyes reads it" in body, "Maren" in body) == (True, False)


def test_fresh_link_of_a_check_in_names_who_reads_it_now(client: Client, prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
    token = link_to(prairie, check_in.pk)
    end_manager(prairie)
    mail = fresh_mail(client, prairie, token)
    assert ("Cody Reyes reads it" in mail, "Maren" in mail) == (True, False)


def test_fresh_link_of_an_evaluation_names_no_person(client: Client, prairie: House) -> None:
    with prairie.scope():
        invitation = make_round(prairie, 1).invitations.get()
    token = link_to(prairie, invitation.pk)
    end_manager(prairie)
    mail = fresh_mail(client, prairie, token)
    assert "Hello Person 0," in mail
    assert "Maren" not in mail


@pytest.mark.parametrize("door", ["check-in", "evaluate"])
def test_expired_link_to_what_has_closed_says_so_and_offers_no_fresh_one(
    client: Client, prairie: House, door: str
) -> None:
    past = timezone.now() - timedelta(days=1)
    with prairie.scope():
        if door == "check-in":
            subject = make_check_in(prairie).pk
            CheckIn.objects.update(closes_on=today_of(prairie) - timedelta(days=1))
        else:
            subject = make_round(prairie, 1).invitations.get().pk
            EvaluationInvitation.objects.update(is_closed=True)
    token = link_to(prairie, subject)
    with prairie.scope():
        MagicLink.objects.update(expires_at=past)
    page = client.get(f"/{door}/{token}/")
    assert page.status_code == 410
    assert "There is nothing left to do here" in page.text
    assert "took answers until" in page.text
    assert "Send me a new link" not in page.text
    assert client.post(f"/link/{token}/fresh/").status_code == 404
    with prairie.scope():
        assert not Message.objects.filter(dedupe_key__startswith="fresh:").exists()
