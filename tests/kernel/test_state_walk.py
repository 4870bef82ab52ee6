"""The state agency's own addresses × every verb × everybody, while a region shares with it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import PEOPLE, House, make_house
from tests.kernel.addresses import addresses
from tests.kernel.test_url_walk import Walk, delegate, try_tenant_page
from tests.matrix import Row
from tests.metrics.measures_cast import give_enrollment, share_with

#: What answers 404 to a regional convener's members in the matrix, and 200 here.
NETWORK = {"metrics:network": Row("network.view"), "metrics:network-csv": Row("network.view")}


@pytest.fixture
def state(db: None) -> House:
    """A state agency with somebody in every role."""
    return make_house("state", "State Office", PEOPLE, level="state", kind="education_agency")


def test_network_opens_for_the_agency_alone(
    prairie: House, state: House, rival: House, stranger: Client
) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, state)
    members = {role: state.client(role) for role in state.members}
    members["intermediary"] = delegate(state)
    outsiders = {
        "a stranger": stranger,
        "the region's owner": prairie.client("owner"),
        "another owner": rival.client("owner"),
    }
    walk = Walk(state, prairie, members, members["intermediary"], outsiders)
    for client in (*members.values(), *outsiders.values()):
        client.raise_request_exception = False
    walked = [one for one in addresses() if one.name in NETWORK]
    assert [one.name for one in walked] == list(NETWORK)
    wrong = [trial for one in walked for trial in try_tenant_page(walk, one, NETWORK[one.name])]
    assert wrong == []


def test_region_that_shares_is_what_the_agency_is_shown(prairie: House, state: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, state)
    client = state.client("viewer")
    for page in ("network/", "network.csv"):
        assert "South Central" in client.get(state.url(page)).content.decode()
