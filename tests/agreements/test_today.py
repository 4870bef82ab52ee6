"""What agreements put on Today: days of the convener's zone, and whose each thing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from agreements.rules.today import agreement_items
from agreements.services.drafts import discard_draft
from stakeholders.models import Candidacy
from tests.agreements.access_rows import declined
from tests.agreements.makers import Post, detail, draft, invite, sent, signed
from tests.cast import House, close_partnership, today
from tests.stakeholders.world import add_candidacy, add_intermediary, address

#: Nine in the evening of Nov 23 where the convener is; already the next day in UTC.
EVENING = datetime(2026, 11, 24, 3, 38, tzinfo=UTC)


def test_day_of_signing_is_the_convener_s_day(prairie: House) -> None:
    with prairie.scope():
        signed(prairie)
        Agreement.objects.update(partner_signed_at=EVENING)
    page = prairie.client("owner").get(prairie.url()).text
    assert "The partner signed Nov 23, 2026; ours makes it complete." in page


def test_question_belongs_to_the_person_who_answers_the_partner(
    prairie: House, client: Client
) -> None:
    with prairie.scope():
        sent(prairie)
    client.post(
        f"/sign/{Post(prairie).token()}/question/",
        {"kind": "question", "text": "Could it start a week later?"},
    )
    mine = prairie.client("owner").get(prairie.url("?show=mine")).text
    assert "Could it start a week later?" in mine
    assert (
        "Could it start a week later?"
        not in prairie.client("manager").get(prairie.url("?show=mine")).text
    )


def test_closed_partnership_leaves_today_while_its_agreement_is_finished(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    close_partnership(prairie)
    client = prairie.client("owner")
    assert "Nothing needs you." in client.get(prairie.url()).text
    assert "Review and sign" in client.get(detail(prairie, agreement)).text


def put_away(house: House) -> Agreement:
    """A draft that somebody put away. Inside the house's scope."""
    return discard_draft(draft(house), actor=house.actor("owner"))


WRITE = "Write the agreement for Lindqvist Fabrication"


def write_items(house: House, role: str = "coordinator") -> list[Any]:
    """What Today of that role says of agreements to write."""
    request = SimpleNamespace(convener=house.convener, membership=house.members[role])
    with house.scope():
        found = agreement_items(request, today())
    return [item for item in found if item.title == WRITE]


def test_invited_without_an_agreement_asks_to_write_it(prairie: House) -> None:
    with prairie.scope():
        row = invite(prairie)
    [item] = write_items(prairie)
    page = prairie.client("coordinator").get(prairie.url()).text
    assert WRITE in page
    assert item.button_url.endswith(f"/new/?organization={row.organization_id}")
    answer = prairie.client("coordinator").get(item.button_url)
    assert f'value="{row.organization_id}" selected' in answer.text


@pytest.mark.parametrize(
    ("make", "asks"),
    [(draft, False), (sent, False), (signed, False), (declined, False), (put_away, True)],
)
def test_agreement_under_way_or_answered_leaves_nothing_to_write(
    prairie: House, make: Callable[[House], Any], asks: bool
) -> None:
    with prairie.scope():
        invite(prairie)
        make(prairie)
    assert bool(write_items(prairie)) is asks


def test_invited_long_ago_without_an_agreement_is_one_row_for_who_writes_it(
    prairie: House,
) -> None:
    add_intermediary(prairie)
    with prairie.scope():
        row = invite(prairie)
        Candidacy.objects.filter(pk=row.pk).update(stage_since=timezone.now() - timedelta(days=20))
    follow_up = "Follow up on the agreement with Lindqvist Fabrication"
    page = prairie.client("coordinator").get(prairie.url()).text
    assert (WRITE in page, follow_up in page) == (True, False)
    page = prairie.client("intermediary").get(prairie.url()).text
    assert (WRITE in page, follow_up in page) == (False, True)


def test_two_seats_of_one_organization_ask_for_one_agreement(prairie: House) -> None:
    with prairie.scope():
        row = invite(prairie)
    add_candidacy(prairie, "invited", organization=row.organization)
    assert len(write_items(prairie)) == 1


def test_agreement_to_write_is_nobody_s_while_an_intermediary_owns_the_candidacy(
    prairie: House,
) -> None:
    add_intermediary(prairie)
    with prairie.scope():
        row = invite(prairie)
        Candidacy.objects.filter(pk=row.pk).update(owner=prairie.members["intermediary"])
    assert [item.owner_id for item in write_items(prairie)] == [None]
    with prairie.scope():
        Candidacy.objects.filter(pk=row.pk).update(owner=prairie.members["manager"])
    assert [item.owner_id for item in write_items(prairie)] == [prairie.members["manager"].pk]


def test_who_may_not_write_reads_who_does(prairie: House) -> None:
    add_intermediary(prairie)
    with prairie.scope():
        row = invite(prairie)
    assert write_items(prairie, "viewer") == write_items(prairie, "intermediary") == []
    page = prairie.client("intermediary").get(address(prairie, f"{row.pk}/")).text
    assert f"A coordinator of {prairie.convener.name} writes the agreement" in page


def test_closed_partnership_asks_for_no_agreement(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
    close_partnership(prairie)
    assert write_items(prairie) == []
