"""Two requests that change different facts of one thing at the same moment keep both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from agreements.models import Responsibility
from agreements.services.responsibilities import add_responsibility
from tests.cast import House
from tests.kernel.access_rows_api import make_agreement, make_indicator, make_organization
from tests.kernel.api_client import send, url
from tests.presses import at_once


def partnership(house: House) -> str:
    return "partnerships/health-sciences/"


def organization(house: House) -> str:
    return f"organizations/{make_organization(house).pk}/"


def indicator(house: House) -> str:
    return f"indicators/{make_indicator(house).code}/"


def agreement(house: House) -> str:
    return f"agreements/{make_agreement(house).pk}/"


def promise(house: House) -> str:
    draft = make_agreement(house)
    with house.scope():
        made: Responsibility = add_responsibility(
            draft, "partner", {"text": "Host students", "detail": ""}, actor=house.actor("owner")
        )
    return f"agreements/{draft.pk}/responsibilities/{made.pk}/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("make", "first", "second"),
    [
        (partnership, ("name", "Nursing Academy"), ("pathway", "Nursing")),
        (organization, ("name", "Prairie Foods"), ("city", "Mankato")),
        (indicator, ("name", "Enrolled"), ("unit", "learners")),
        (agreement, ("title", "Host nurses"), ("starts_on", "2026-12-07")),
        (promise, ("text", "Host nurses"), ("detail", "Two at a time")),
    ],
)
def test_two_changes_of_different_facts_at_once_both_hold(
    prairie: House, make: Callable[[House], str], first: Any, second: Any
) -> None:
    address = url(prairie, make(prairie))
    clients = [prairie.client("owner") for _ in range(2)]
    changes = [dict([first]), dict([second])]
    answers = at_once(
        *(
            partial(send, client, "patch", address, change)
            for client, change in zip(clients, changes, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    held = send(clients[0], "patch", address, {}).json()
    assert {first[0]: held[first[0]], second[0]: held[second[0]]} == changes[0] | changes[1]
