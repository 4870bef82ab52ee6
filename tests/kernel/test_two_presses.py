"""A form that is sent twice at the same moment makes one thing, and breaks nothing."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from stakeholders.models import Candidacy
from stakeholders.services.candidacies import reopen_candidacy
from stakeholders.services.prospects import add_prospect
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
