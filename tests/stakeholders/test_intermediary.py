"""What an intermediary may see and do: recruitment of what was delegated, nothing else."""

from __future__ import annotations

import pytest

from partnerships.models import Delegation, Partnership
from stakeholders.models import Candidacy
from tests.cast import House
from tests.stakeholders.world import (
    add_candidacy,
    add_intermediary,
    add_organization,
    add_profile,
    address,
    reread,
)

pytestmark = pytest.mark.requirement("R15")


def second_partnership(house: House) -> House:
    """The same convener with another partnership in hand."""
    with house.scope():
        other = Partnership.objects.create(
            name="Welding",
            slug="welding",
            region=house.region,
            pathway="Welding",
            leader=house.members["owner"],
            lead_entity="Prairie",
        )
    return House(house.convener, house.members, house.region, other)


def test_intermediary_recruits_in_the_delegated_partnership(prairie: House) -> None:
    add_intermediary(prairie)
    client, profile = prairie.client("intermediary"), add_profile(prairie)
    data = {"profile": profile.pk, "name": "Loop 410", "sector": "business"}
    answer = client.post(address(prairie, "prospects/new/"), data)
    assert answer.status_code == 302
    with prairie.scope():
        row = Candidacy.objects.get()
    client.post(address(prairie, f"{row.pk}/call/"), {"note": "They are in."})
    assert reread(prairie, row).stage == "contacted"


@pytest.mark.parametrize("page", ["", "plan/", "prospects/new/", "needs/new/", "closed/"])
def test_partnership_that_was_not_delegated_does_not_exist_for_it(
    prairie: House, page: str
) -> None:
    add_intermediary(prairie)
    other = second_partnership(prairie)
    client = prairie.client("intermediary")
    assert client.get(address(prairie, page)).status_code == 200
    assert client.get(address(other, page)).status_code == 404


def test_candidacy_of_another_partnership_is_not_found_through_the_delegated_one(
    prairie: House,
) -> None:
    add_intermediary(prairie)
    other = second_partnership(prairie)
    foreign = add_candidacy(other, "contacted")
    client = prairie.client("intermediary")
    for house in (prairie, other):
        for door in ("", "interview/", "change/", "record/"):
            assert client.get(address(house, f"{foreign.pk}/{door}")).status_code == 404
        assert client.post(address(house, f"{foreign.pk}/interview/start/")).status_code == 404
    assert reread(other, foreign).stage == "contacted"


def test_ended_delegation_closes_the_door(prairie: House) -> None:
    add_intermediary(prairie)
    with prairie.scope():
        Delegation.objects.update(ended_at="2026-11-01T00:00Z")
    assert prairie.client("intermediary").get(address(prairie)).status_code == 404


@pytest.mark.parametrize("page", ["", "export.csv", "new/"])
def test_directory_of_all_organizations_is_closed_to_it(prairie: House, page: str) -> None:
    add_intermediary(prairie)
    client = prairie.client("intermediary")
    assert client.get(prairie.url(f"organizations/{page}")).status_code == 403
    assert "organizations/" not in client.get(address(prairie)).text


def test_it_chooses_only_among_organizations_it_recruits(prairie: House) -> None:
    add_intermediary(prairie)
    other = second_partnership(prairie)
    own = add_organization(prairie, "Own Clinic")
    add_candidacy(prairie, organization=own)
    hidden = add_organization(prairie, "Hidden Welders")
    add_candidacy(other, organization=hidden)
    client = prairie.client("intermediary")
    page = client.get(address(prairie, "prospects/new/")).text
    assert "Own Clinic" in page
    assert "Hidden Welders" not in page
    data = {"organization": hidden.pk, "no_profile_reason": "Because."}
    assert client.post(address(prairie, "prospects/new/"), data).status_code == 422
