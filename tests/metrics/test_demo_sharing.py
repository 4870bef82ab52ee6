"""In the demo world a visitor can share with a state and take it back."""

from __future__ import annotations

from config.tenancy.scopes import state_scope
from metrics.selectors.network_counts import CountRow, shared_counts
from metrics.services.sharing import revoke_sharing
from partnerships.demo import WORLD
from partnerships.models import SharingGrant
from partnerships.registries import DemoHouse, demo_loaders
from tests.cast import House, today

REGION = "dover-central-kent"


def seen_by(agency: House) -> list[CountRow]:
    with state_scope(agency.convener.pk):
        return shared_counts(agency.convener.pk)


def test_persona_owns_a_region_of_a_state_with_an_agency() -> None:
    agencies = {one.state for one in WORLD if one.level == "state" and "agency" in one.kind}
    owners = {
        one.slug: person.persona
        for one in WORLD
        for person in one.people
        if one.level == "regional" and one.state in agencies and person.role == "owner"
    }
    assert owners[REGION] == "Owner of a region that shares with its state"


def test_region_shares_signed_agreements_until_it_stops(prairie: House, agency: House) -> None:
    prairie.convener.slug = REGION
    house = DemoHouse(prairie.convener, prairie.members, {"pathways": prairie.partnership}, today())
    with prairie.scope():
        for _, load in sorted(demo_loaders, key=lambda pair: pair[0]):
            load(house)
    (row,) = seen_by(agency)
    assert (row.complete, row.waiting, row.other) == (1, 1, 0)
    with prairie.scope():
        revoke_sharing(SharingGrant.objects.get(), actor=prairie.actor("owner"))
    assert seen_by(agency) == []
