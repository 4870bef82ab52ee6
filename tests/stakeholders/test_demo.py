"""The demo world of this app."""

from __future__ import annotations

import pytest

from partnerships.registries import DemoHouse
from stakeholders.demo import load
from stakeholders.demo_data import WORLDS
from stakeholders.models import Candidacy, Interview, Organization
from tests.cast import House, today


@pytest.mark.parametrize("slug", ["scsc", "sa-works", "delaware", "highlands"])
def test_demo_world_names_only_what_it_defines(slug: str) -> None:
    world = WORLDS[slug]
    names = {organization[0] for organization in world["organizations"]}
    assert len(names) == len(world["organizations"])
    for plan in world["partnerships"].values():
        assert {candidacy[0] for candidacy in plan["candidacies"]} <= names
        for _, number, *_ in plan["profiles"]:
            assert number < len(plan["needs"])


def test_demo_loader_fills_a_house_with_its_world(prairie: House) -> None:
    prairie.convener.slug = "scsc"
    house = DemoHouse(
        prairie.convener,
        prairie.members,
        {"health-sciences": prairie.partnership},
        today(),
    )
    with prairie.scope():
        load(house)
        stages = set(Candidacy.objects.values_list("stage", flat=True))
        assert Organization.objects.filter(name="Prairie Care Hospital").exists()
        assert Interview.objects.count() == 7
    assert stages >= {"identified", "contacted", "interviewing", "matched", "invited", "committed"}
