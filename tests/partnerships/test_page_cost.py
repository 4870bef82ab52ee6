"""How many statements the pages that everybody opens cost; the ceilings of the design."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.services.check_in_answers import answer_check_in
from partnerships.models import Delegation, Partnership
from tests.cast import House, approve_charter, make_member
from tests.metrics.check_in_cast import make_check_in
from tests.metrics.measures_cast import give_enrollment
from tests.stakeholders.world import add_candidacy, add_need, add_profile

TODAY, OVERVIEW = "", "partnerships/health-sciences/"
LISTS = ["partnerships/", "organizations/", "agreements/"]


def statements(client: Any, url: str) -> int:
    """The statements of one page, as `tests.bench` counts them.

    Inside a test's transaction there are two kinds that no page pays for: savepoints, and taking
    the role off again.
    """
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    free = ("SAVEPOINT", "RESET ROLE")
    return sum(not any(word in query["sql"] for word in free) for query in captured)


def add_life(house: House, number: int) -> None:
    """A further partnership with a person's delegated duty, a charter, a need and a prospect."""
    with house.scope():
        house.partnership = Partnership.objects.create(
            name=f"Pathway {number}",
            slug=f"pathway-{number}",
            region=house.region,
            pathway="Welding",
            leader=house.members["owner"],
            lead_entity="Prairie",
        )
        Delegation.objects.create(
            partnership=house.partnership, membership=house.members["viewer"], duty="recruitment"
        )
    approve_charter(house)
    add_candidacy(house, "invited", profile=add_profile(house, need=add_need(house)), days=40)


@pytest.fixture
def busy(prairie: House) -> House:
    """Prairie with work in every app."""
    add_candidacy(prairie, "contacted", profile=add_profile(prairie), days=40)
    with prairie.scope():
        answer_check_in(make_check_in(prairie), temperature=2)
        give_enrollment(prairie)
    return prairie


@pytest.mark.parametrize(
    ("page", "ceiling"), [(TODAY, 14), (OVERVIEW, 14), *((page, 10) for page in LISTS)]
)
def test_page_keeps_to_its_ceiling_and_costs_the_same_for_three_partnerships(
    busy: House, page: str, ceiling: int
) -> None:
    client = busy.client("manager")
    one = statements(client, busy.url(page))
    for number in (2, 3):
        add_life(busy, number)
    assert (statements(client, busy.url(page)), one <= ceiling) == (one, True)


def test_intermediary_pays_no_more_than_a_member(busy: House) -> None:
    helper = make_member(busy.convener, "intermediary", "Ines Vega")
    with busy.scope():
        Delegation.objects.create(
            partnership=busy.partnership, membership=helper, duty="recruitment"
        )
    busy.members["intermediary"] = helper
    assert statements(busy.client("intermediary"), busy.url(TODAY)) <= 14
