"""The forms of this app, for the grid of bad input."""

from __future__ import annotations

from typing import Any

from partnerships.forms.filters import PartnershipFilter
from partnerships.forms.partnerships import (
    CharterForm,
    CloseForm,
    OverrideForm,
    PartnershipForm,
)
from partnerships.forms.people import (
    DelegationForm,
    InvitationForm,
    MembershipEndForm,
    MembershipForm,
)
from partnerships.forms.tokens import TokenForm
from partnerships.models import PARTS
from tests.bad_input import FilterRow, FormRow
from tests.cast import House

WORKSPACE = "partnerships/health-sciences/"


def at(path: str, **good: str) -> Any:
    """A page that needs nothing made first."""
    return lambda house: (house.url(path), good)


def facts(house: House) -> dict[str, str]:
    return {
        "name": "Welding Academy",
        "region_name": "South Central",
        "pathway": "Welding",
        "level": "regional",
        "lead_entity": "Prairie",
        "leader": str(house.members["manager"].pk),
    }


def of_member(rest: str, **good: str) -> Any:
    """A page about a member who leads nothing."""

    def world(house: House) -> tuple[str, dict[str, str]]:
        return house.url(f"settings/people/{house.members['analyst'].pk}/{rest}"), good

    return world


def of_leader(house: House) -> tuple[str, dict[str, str]]:
    """The page on which the leader of a partnership leaves and hands it over."""
    url = house.url(f"settings/people/{house.members['manager'].pk}/end/")
    with house.scope():
        house.partnership.leader = house.members["manager"]
        house.partnership.save()
    return url, {"successor": str(house.members["owner"].pk)}


FORMS: dict[str, FormRow] = {
    "partnership": FormRow(
        PartnershipForm, lambda house: (house.url("partnerships/new/"), facts(house)), "manager"
    ),
    "partnership change": FormRow(
        PartnershipForm, lambda house: (house.url(WORKSPACE + "change/"), facts(house)), "manager"
    ),
    "partnership close": FormRow(
        CloseForm, at(WORKSPACE + "close/", reason="The plant closed."), "manager"
    ),
    "purpose": FormRow(
        CharterForm,
        at(
            WORKSPACE + "charter/purpose/write/",
            **{key: label for key, label, _ in PARTS["purpose"]},
        ),
        "coordinator",
    ),
    "protocol": FormRow(
        CharterForm,
        at(
            WORKSPACE + "charter/protocol/write/",
            **{key: label for key, label, _ in PARTS["protocol"]},
        ),
        "coordinator",
    ),
    "override": FormRow(
        OverrideForm, at(WORKSPACE + "charter/override/", reason="They decide Friday."), "manager"
    ),
    "delegation": FormRow(
        DelegationForm,
        at(
            WORKSPACE + "delegations/new/",
            name="Joel Okafor",
            email="joel@cilc.example",
            organization_name="CILC",
        ),
        "manager",
    ),
    "invitation": FormRow(
        InvitationForm,
        at(
            "settings/people/invite/",
            name="Ivy Lane",
            email="ivy@example.org",
            role="coordinator",
        ),
    ),
    "member": FormRow(MembershipForm, of_member("", role="viewer", title="Analyst")),
    "member end": FormRow(MembershipEndForm, of_leader),
    "token": FormRow(
        TokenForm, at("settings/tokens/new/", name="Nightly import", days="90"), "manager"
    ),
}
FILTERS: dict[str, FilterRow] = {
    "partnerships": FilterRow(PartnershipFilter, lambda house: house.url("partnerships/")),
    "today": FilterRow(None, lambda house: house.url()),
    "history": FilterRow(None, lambda house: house.url(WORKSPACE + "history/")),
    "messages": FilterRow(None, lambda house: house.url("settings/messages/")),
    "tokens": FilterRow(None, lambda house: house.url("settings/tokens/")),
}
