"""Sample organizations and candidacies of the demo world.

Organizations that the playbook names do here what it says they do; every person, and every other
organization, is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.clock import clock_at
from partnerships.registries import DemoHouse
from partnerships.services.audit import Actor, record_event
from stakeholders.demo_data import WORLDS
from stakeholders.models import (
    INTERVIEW_PARTS,
    OPEN_STAGES,
    Candidacy,
    Contact,
    Interview,
    Need,
    Organization,
    ParticipantProfile,
    Stage,
    name_key,
)

VERBS = {
    Stage.CONTACTED: "contact",
    Stage.INTERVIEWING: "interview",
    Stage.MATCHED: "match",
    Stage.INVITED: "invite",
    Stage.COMMITTED: "commit",
    Stage.CLOSED: "close",
}


WHY_INVITED = "What they offer fits the need, and they gain from it themselves."
#: So many days ago the organizations were listed and the plans were written; a stage takes four.
LISTED, PLANNED, PACE = 243, 240, 4


@dataclass(frozen=True)
class _Table:
    """What one partnership's candidacies are made of."""

    house: DemoHouse
    partnership: Any
    profiles: dict[str, ParticipantProfile]
    organizations: dict[str, Organization]
    owner: Any


def load(house: DemoHouse) -> None:
    """Needs, profiles, organizations and candidacies of one convener, if it has any."""
    world = WORLDS.get(house.convener.slug)
    if world is None:
        return
    with clock_at(house.at(LISTED)):
        organizations = {facts[0]: _organization(house, *facts) for facts in world["organizations"]}
    owner = house.members.get("coordinator") or house.members.get("manager")
    owner = owner or house.members["owner"]
    for slug, plan in world["partnerships"].items():
        if slug not in house.partnerships:
            continue
        partnership = house.partnerships[slug]
        with clock_at(house.at(PLANNED)):
            profiles = _plan(house, partnership, plan)
        table = _Table(house, partnership, profiles, organizations, owner)
        for facts in plan["candidacies"]:
            _candidacy(table, *facts)


def _organization(
    house: DemoHouse,
    name: str,
    sector: str,
    industry: str,
    city: str,
    goal: str,
    person: tuple[str, str] | None,
) -> Organization:
    made = Organization.objects.create(
        name=name,
        name_key=name_key(name),
        sector=sector,
        naics_sector=industry,
        city=city,
        state=house.convener.state,
        stated_goal=goal,
    )
    if person:
        who, title = person
        domain = "".join(letter for letter in name.lower() if letter.isalnum())
        Contact.objects.create(
            organization=made,
            name=who,
            title=title,
            email=f"{who[0].lower()}.{who.split()[-1].lower()}@{domain}.example",
            phone="507-555-0142",
            is_primary=True,
            may_sign=True,
        )
    return made


def _plan(
    house: DemoHouse, partnership: Any, plan: dict[str, Any]
) -> dict[str, ParticipantProfile]:
    needs = [
        Need.objects.create(
            partnership=partnership,
            kind=kind,
            description=words,
            needed_by=house.today + timedelta(days=days) if days is not None else None,
        )
        for kind, words, days in plan["needs"]
    ]
    return {
        title: ParticipantProfile.objects.create(
            partnership=partnership,
            need=needs[number],
            title=title,
            sector=sector,
            seats=seats,
            skills=skills,
            need_met=change,
        )
        for title, number, sector, seats, skills, change in plan["profiles"]
    }


def _candidacy(
    table: _Table, name: str, seat: str, stage: str, days: int, scores: str, owned: bool
) -> None:
    """One candidacy; scores: a digit for each part of the interview, `-` for none."""
    organization = table.organizations[name]
    revisit = table.house.today + timedelta(days=120) if stage == Stage.CLOSED else None
    row = Candidacy.objects.create(
        partnership=table.partnership,
        profile=table.profiles.get(seat),
        no_profile_reason="" if seat in table.profiles else seat,
        organization=organization,
        contact=organization.contacts.first(),
        owner=table.owner if owned else None,
        stage=stage,
        stage_since=timezone.now() - timedelta(days=days),
        revisit_on=revisit,
    )
    actor = Actor.of_member(table.owner)
    steps = OPEN_STAGES[1 : OPEN_STAGES.index(Stage(stage)) + 1] if revisit is None else ()
    with clock_at(table.house.at(days + PACE * (len(steps) or 1), 9)):
        record_event(actor, "identified", row, after={"seat": row.seat})
    for left, step in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
        with clock_at(table.house.at(days + PACE * left, 14)):
            reason = WHY_INVITED if step == Stage.INVITED else ""
            record_event(actor, VERBS[step], row, after={"stage": str(step)}, reason=reason)
    if revisit is not None:
        reason = "Their new site opens first. Ask again when it runs."
        with clock_at(table.house.at(days, 14)):
            record_event(actor, "close", row, after={"stage": stage}, reason=reason)
    if scores:
        _interview(table, row, scores, days)


def _interview(table: _Table, row: Candidacy, scores: str, days: int) -> None:
    points = {
        f"{key}_score": int(score)
        for (key, _, _), score in zip(INTERVIEW_PARTS, scores, strict=True)
        if score != "-"
    }
    notes = {
        "organization_note": "Steady, known in the county, wants to be known by families.",
        "interest_note": row.organization.stated_goal,
    }
    Interview.objects.create(
        candidacy=row,
        conducted_on=table.house.today - timedelta(days=days),
        by=table.owner,
        **points,
        **{key: note for key, note in notes.items() if key.replace("note", "score") in points},
    )
