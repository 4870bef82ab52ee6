"""A draft written by a program: its facts and promises change until it is sent, and then never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreements.models import Agreement, Responsibility
from agreements.services.sending import send_agreement
from partnerships.models import AuditEvent
from tests.agreements.makers import TOM, invite
from tests.agreements.makers import draft as make_draft
from tests.cast import House, today
from tests.kernel.api_client import send, url

PROMISE = {"side": "partner", "text": "Lend two welding booths", "cadence": "monthly"}
FROZEN = "Nothing changed: this agreement was sent, and what was sent is frozen."


@pytest.fixture
def draft(prairie: House) -> Agreement:
    with prairie.scope():
        invite(prairie)
        return make_draft(prairie)


def at(house: House, agreement: Agreement, rest: str = "") -> str:
    return url(house, f"agreements/{agreement.pk}/{rest}")


def ask(house: House, verb: str, address: str, data: Any = None) -> Any:
    return send(house.client("coordinator"), verb, address, data or {})


def promise_of(house: House, agreement: Agreement) -> str:
    """The address of a promise of the partner's."""
    with house.scope():
        found = Responsibility.objects.filter(agreement=agreement, side="partner")[0]
    return at(house, agreement, f"responsibilities/{found.pk}/")


@pytest.mark.requirement("R54")
def test_draft_is_changed_by_the_facts_given(prairie: House, draft: Agreement) -> None:
    facts = {"title": "Host students, fall 2027", "ends_on": "2027-12-17"}
    answer = ask(prairie, "patch", at(prairie, draft), facts)
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["title"], answer.json()["ends_on"]) == tuple(facts.values())
    assert answer.json()["starts_on"] == "2027-01-05"
    signers = [(one["side"], one["name"]) for one in answer.json()["signers"]]
    assert signers == [("partner", "Tom Lindqvist"), ("convener", "Olive Berg")]
    with prairie.scope():
        assert draft.signers.get(side="partner").email == TOM.email
        assert AuditEvent.objects.filter(verb="changed the draft").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": "2027-01-01"}, "ends_on"),
        ({"title": ""}, "title"),
        ({"second_name": "Sue Aldous"}, "second_email"),
        ({"signer_email": "olive@prairie.example"}, "signer_email"),
    ],
)
def test_draft_keeps_the_rules_of_the_page(
    prairie: House, draft: Agreement, facts: dict[str, str], field: str
) -> None:
    answer = ask(prairie, "patch", at(prairie, draft), facts)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    with prairie.scope():
        assert Agreement.objects.get().title == "Host students, spring 2027"


@pytest.mark.requirement("R54")
def test_promise_is_added_changed_and_removed(prairie: House, draft: Agreement) -> None:
    made = ask(prairie, "post", at(prairie, draft, "responsibilities/"), PROMISE)
    assert made.status_code == 201, made.json()
    own = at(prairie, draft, f"responsibilities/{made.json()['id']}/")
    changed = ask(prairie, "patch", own, {"hours_per_quarter": 6})
    assert (changed.json()["hours_per_quarter"], changed.json()["cadence"]) == (6, "monthly")
    rows = prairie.client("viewer").get(at(prairie, draft, "responsibilities/")).json()["results"]
    assert changed.json() in rows
    assert [ask(prairie, "delete", own).status_code for _ in range(2)] == [204, 204]
    with prairie.scope():
        assert not Responsibility.objects.filter(pk=made.json()["id"]).exists()


def test_promise_that_is_due_after_the_last_day_is_refused(
    prairie: House, draft: Agreement
) -> None:
    late = PROMISE | {"due_on": "2028-01-01"}
    answer = ask(prairie, "post", at(prairie, draft, "responsibilities/"), late)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["due_on"])


def test_twenty_first_promise_of_a_side_is_refused(prairie: House, draft: Agreement) -> None:
    with prairie.scope():
        Responsibility.objects.bulk_create(
            Responsibility(agreement=draft, side="partner", text=f"Promise {n}") for n in range(20)
        )
    answer = ask(prairie, "post", at(prairie, draft, "responsibilities/"), PROMISE)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "One side can promise at most 20 things."


def test_agreement_that_was_sent_is_frozen(prairie: House, draft: Agreement) -> None:
    promise = promise_of(prairie, draft)
    with prairie.scope():
        in_a_week = today() + timedelta(days=7)
        sent = send_agreement(draft, sign_by=in_a_week, actor=prairie.actor("owner"))
        before = list(Responsibility.objects.values())
    answers = [
        ask(prairie, "patch", at(prairie, sent), {"title": "Another"}),
        ask(prairie, "post", at(prairie, sent, "responsibilities/"), PROMISE),
        ask(prairie, "patch", promise, {"text": "Less"}),
        ask(prairie, "delete", promise),
    ]
    assert [(one.status_code, one.json()) for one in answers] == [(409, {"detail": FROZEN})] * 4
    with prairie.scope():
        assert list(Responsibility.objects.values()) == before
        assert Agreement.objects.get().title == "Host students, spring 2027"
