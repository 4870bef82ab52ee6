"""A form that is sent twice at the same moment makes one thing, and breaks nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agreements.models import Agreement, AgreementQuestion, Responsibility
from config.tenancy.models import TenantModel
from metrics.models import Report
from partnerships.models import AuditEvent, Message
from stakeholders.models import Candidacy, Need
from stakeholders.services.candidacies import reopen_candidacy
from stakeholders.services.prospects import add_prospect
from tests.agreements import bad_input_rows as agreements
from tests.bad_input import Controls
from tests.cast import House
from tests.metrics import bad_input_rows as metrics
from tests.partnerships import bad_input_rows as partnerships
from tests.presses import at_once
from tests.stakeholders import bad_input_rows as stakeholders
from tests.stakeholders.world import add_candidacy

#: The forms behind which something can be made once only.
ONCE = [
    (partnerships, "partnership", "name"),
    (partnerships, "delegation", "email"),
    (partnerships, "invitation", "email"),
    (stakeholders, "organization", "name"),
    (stakeholders, "contact", "email"),
    (stakeholders, "profile", "title"),
    (stakeholders, "prospect", "name"),
    (metrics, "indicator", "code"),
    (metrics, "period", "label"),
    (metrics, "schedule", "contact"),
    (metrics, "figure", "period"),
]


@pytest.mark.django_db(transaction=True)
def test_second_of_two_presses_is_told_beside_the_field_and_keeps_what_was_typed(
    prairie: House, subtests: pytest.Subtests
) -> None:
    for rows, name, field in ONCE:
        with subtests.test(name):
            row = rows.FORMS[name]
            url, good = row.world(prairie)
            good = good | ({"name": f"Of the {name}"} if "name" in good else {})
            clients = [prairie.client(row.role) for _ in range(2)]
            for client in clients:
                client.raise_request_exception = False
            first, second = at_once(*(partial(client.post, url, good) for client in clients))
            answers = sorted([first, second], key=lambda answer: answer.status_code)
            assert [answer.status_code for answer in answers] == [302, 422]
            assert f'id="id_{field}_error"' in answers[1].text
            assert Controls(answers[1].text).values[field] == good[field]


#: The forms behind which the same words, sent twice, make one thing: nobody needs to be told.
ALIKE: list[tuple[Any, str, type[TenantModel]]] = [
    (agreements, "agreement", Agreement),
    (agreements, "promise", Responsibility),
    (agreements, "question", AgreementQuestion),
    (stakeholders, "need", Need),
]


@pytest.mark.django_db(transaction=True)
def test_same_words_sent_twice_make_one_thing_and_one_mail(
    prairie: House, subtests: pytest.Subtests
) -> None:
    for rows, name, model in ALIKE:
        with subtests.test(name):
            row = rows.FORMS[name]
            url, good = row.world(prairie)
            before = counted(prairie, model)
            client = prairie.client(row.role) if row.role else Client()
            client.post(url, good)
            once = counted(prairie, model)
            assert once["rows"] == before["rows"] + 1
            assert once["events"] == before["events"] + 1
            answers = [client.post(url, good), *at_once(*[partial(client.post, url, good)] * 2)]
            assert {answer.status_code for answer in answers} == {302}
            assert counted(prairie, model) == once


@pytest.mark.django_db(transaction=True)
def test_report_asked_for_by_two_at_once_is_made_once(prairie: House) -> None:
    url = prairie.url("partnerships/health-sciences/reports/")
    clients = [prairie.client(role) for role in ("owner", "manager")]
    answers = at_once(*(partial(client.post, url) for client in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert counted(prairie, Report)["rows"] == 1


def counted(house: House, model: type[TenantModel]) -> dict[str, int]:
    """How many rows of a kind, lines of the audit trail and mails a house has."""
    with house.scope():
        return {
            "rows": model.objects.count(),
            "events": AuditEvent.objects.count(),
            "mails": Message.objects.count(),
        }


@pytest.mark.django_db(transaction=True)
def test_seat_reopened_and_given_again_at_once_is_given_once(prairie: House) -> None:
    closed = add_candidacy(prairie, "closed")
    actor = prairie.actor("owner")
    seat = {"organization": closed.organization, "profile": closed.profile}

    def reopen() -> None:
        with prairie.scope():
            reopen_candidacy(closed, actor=actor)

    def add() -> None:
        with prairie.scope():
            add_prospect(prairie.partnership, actor=actor, **seat)

    refused = [answer for answer in at_once(reopen, add) if answer is not None]
    assert [type(answer) for answer in refused] == [ValidationError]
    with prairie.scope():
        assert Candidacy.objects.exclude(stage="closed").count() == 1
