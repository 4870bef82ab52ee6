"""What the tests of this app put into a house: organizations, seats and candidacies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from partnerships.models import CharterDocument, Delegation
from stakeholders.models import (
    Candidacy,
    Interview,
    Need,
    Organization,
    ParticipantProfile,
    Stage,
)
from stakeholders.services.organizations import create_contact, create_organization
from tests.cast import House, make_member, today

ALL_SCORED = {
    "organization_score": 5,
    "position_score": 4,
    "interest_score": 4,
    "capacity_score": 3,
}


def add_organization(house: House, name: str = "", **facts: Any) -> Organization:
    """An organization with the primary contact Tom Lindqvist; without a name, a fresh one."""
    owner = house.actor("owner")
    values = {"name": name or f"Lindqvist {uuid4().hex[:8]}", "sector": "business", **facts}
    with house.scope():
        made = create_organization(actor=owner, **values)
        create_contact(made, actor=owner, name="Tom Lindqvist", email="tom@lindqvist.example")
    return made


def add_need(house: House, **facts: Any) -> Need:
    """An open need for clinic sites."""
    values = {"kind": "resource", "description": "Clinic sites for 40 students", **facts}
    with house.scope():
        return Need.objects.create(partnership=house.partnership, **values)


def add_profile(house: House, **facts: Any) -> ParticipantProfile:
    """A profile with one seat."""
    values = {
        "title": f"Clinical host site {uuid4().hex[:8]}",
        "sector": "business",
        "skills": "A nurse who can supervise two students.",
        "need_met": "Students finish their hours close to home.",
        "need": facts.pop("need", None) or add_need(house),
        **facts,
    }
    with house.scope():
        return ParticipantProfile.objects.create(partnership=house.partnership, **values)


def add_candidacy(
    house: House, stage: str = Stage.IDENTIFIED, *, days: int = 0, scores: Any = None, **facts: Any
) -> Candidacy:
    """A candidacy in a stage, since some days; scores makes an interview."""
    organization = facts.pop("organization", None) or add_organization(house)
    profile = facts.pop("profile", None) or add_profile(house)
    with house.scope():
        row = Candidacy.objects.create(
            partnership=house.partnership,
            organization=organization,
            contact=organization.contacts.first(),
            profile=profile,
            stage=stage,
            stage_since=timezone.localtime() - timedelta(days=days),  # by the clock on the wall
            **{"owner": house.members["owner"], **facts},
        )
        if scores is not None:
            Interview.objects.create(
                candidacy=row,
                conducted_on=today(),
                by=house.members["owner"],
                **scores,
            )
    return row


def filled_profile(house: House) -> ParticipantProfile:
    """A profile whose only seat is taken."""
    profile = add_profile(house)
    add_candidacy(house, "committed", profile=profile)
    return profile


def met_profile(house: House) -> ParticipantProfile:
    """A profile whose need is met."""
    return add_profile(house, need=add_need(house, status="met"))


def unapprove(house: House, kind: str = "protocol") -> None:
    """Takes an approved charter document away, so that the purpose gate is closed."""
    with house.scope():
        CharterDocument.objects.filter(partnership=house.partnership, kind=kind).delete()


def add_intermediary(house: House, *, delegated: bool = True) -> None:
    """Ines, who recruits for the house's partnership when it is delegated to her."""
    house.members["intermediary"] = make_member(house.convener, "intermediary", "Ines Intermediary")
    if delegated:
        with house.scope():
            Delegation.objects.create(
                partnership=house.partnership,
                membership=house.members["intermediary"],
                duty="recruitment",
            )


def address(house: House, rest: str = "") -> str:
    """An address under the recruitment of the house's partnership."""
    return house.url(f"partnerships/{house.partnership.slug}/recruitment/{rest}")


def reread(house: House, row: Any) -> Any:
    """The row as the database has it now, with what its text needs."""
    with house.scope():
        return type(row).objects.get(pk=row.pk)
