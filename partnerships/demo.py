"""The demo world's conveners, people and partnerships. Upper apps add theirs by registry.

Organizations named in the playbook appear with its own figures only; every person is invented,
and what the playbook does not give is sample data and says so on screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.utils import timezone

from config.clock import clock_at
from config.tenancy.owner import owner_connection
from config.tenancy.scopes import convener_scope, maintenance_scope
from partnerships.models import (
    PARTS,
    CharterDocument,
    Convener,
    DocumentKind,
    Membership,
    Partnership,
    Region,
    User,
)
from partnerships.registries import DemoHouse, demo_loaders
from partnerships.services.audit import Actor
from partnerships.services.charter import approve_document, save_draft


@dataclass(frozen=True)
class DemoPerson:
    """An invented person. persona: shown among the sign-in links."""

    role: str
    name: str
    title: str
    persona: str = ""
    may_sign: bool = False


@dataclass(frozen=True)
class DemoPartnership:
    """A partnership; charter is how far its two documents are: approved, draft or none."""

    slug: str
    name: str
    region: str
    pathway: str
    phase: str
    charter: str = "approved"


@dataclass(frozen=True)
class DemoConvener:
    """A convener of the demo world."""

    slug: str
    name: str
    short_name: str
    level: str
    kind: str
    state: str
    time_zone: str
    people: tuple[DemoPerson, ...]
    partnerships: tuple[DemoPartnership, ...] = ()
    brand: str = "blue-cool"
    suppression_threshold: int = 10
    purpose: dict[str, str] = field(default_factory=dict)


def _delaware_region(slug: str, name: str, owner: str, persona: str = "") -> DemoConvener:
    return DemoConvener(
        slug,
        name,
        name,
        "regional",
        "nonprofit",
        "DE",
        "America/New_York",
        (DemoPerson("owner", owner, "Regional lead", persona, may_sign=True),),
        (DemoPartnership("pathways", "Pathways", name, "All pathways", "implementation"),),
        brand="blue",
        suppression_threshold=16,
    )


WORLD: tuple[DemoConvener, ...] = (
    DemoConvener(
        "scsc",
        "South Central Service Cooperative",
        "SCSC",
        "regional",
        "service_cooperative",
        "MN",
        "America/Chicago",
        (
            DemoPerson(
                "owner", "Gail Brandvold", "Executive director", "Regional owner", may_sign=True
            ),
            DemoPerson(
                "manager", "Maren Solberg", "Regional manager", "Regional manager", may_sign=True
            ),
            DemoPerson("coordinator", "Pete Hagen", "Career pathways coordinator"),
            DemoPerson("analyst", "Ingrid Moe", "Data analyst"),
        ),
        (
            DemoPartnership(
                "health-sciences",
                "Health Sciences Academy",
                "South Central Minnesota",
                "Health sciences",
                "implementation",
            ),
            DemoPartnership(
                "manufacturing-welding",
                "Manufacturing and Welding Academy",
                "South Central Minnesota",
                "Manufacturing",
                "implementation",
            ),
            DemoPartnership(
                "food-ag",
                "Food and Ag Technology Academy",
                "Blue Earth and Waseca",
                "Food and agriculture",
                "development",
            ),
            DemoPartnership(
                "future-teachers",
                "Future Teachers Pathway",
                "South Central Minnesota",
                "Teaching",
                "planning",
                charter="draft",
            ),
        ),
    ),
    DemoConvener(
        "sa-works",
        "San Antonio Works",
        "SA Works",
        "local",
        "industry_group",
        "TX",
        "America/Chicago",
        (
            DemoPerson("owner", "Luis Ortega", "Director", may_sign=True),
            DemoPerson("coordinator", "Elena Cardona", "Program coordinator", "Coordinator"),
        ),
        (
            DemoPartnership(
                "manufacturing-internships",
                "Manufacturing Internships 2027",
                "Bexar County",
                "Advanced manufacturing",
                "implementation",
            ),
        ),
        brand="indigo-cool",
    ),
    DemoConvener(
        "delaware",
        "Delaware Department of Education",
        "Delaware DOE",
        "state",
        "education_agency",
        "DE",
        "America/New_York",
        (
            DemoPerson(
                "owner", "Andre Pruitt", "Director of pathways", "State director", may_sign=True
            ),
        ),
        (
            DemoPartnership(
                "delaware-pathways",
                "Delaware Pathways",
                "Delaware",
                "All pathways",
                "implementation",
            ),
        ),
        brand="blue",
        suppression_threshold=16,
    ),
    DemoConvener(
        "highlands",
        "Highlands Economic Partnership",
        "Highlands",
        "regional",
        "economic_council",
        "TN",
        "America/Chicago",
        (
            DemoPerson("owner", "Dale Whitaker", "Workforce director", may_sign=True),
            DemoPerson("viewer", "Harriet Combs", "Board member", "Read-only board member"),
        ),
        (
            DemoPartnership(
                "nursing-pathway",
                "Upper Cumberland Nursing Pathway",
                "Upper Cumberland",
                "Nursing",
                "development",
            ),
        ),
    ),
    DemoConvener(
        "idaho",
        "Idaho Business for Education",
        "IBE",
        "state",
        "nonprofit",
        "ID",
        "America/Boise",
        (
            DemoPerson(
                "owner", "Nora Finch", "President", "Owner of a new, empty convener", may_sign=True
            ),
        ),
    ),
    _delaware_region(
        "dover-central-kent",
        "Dover and central Kent",
        "Simone Carver",
        "Owner of a region that shares with its state",
    ),
    _delaware_region("seaford-west-sussex", "Seaford and west Sussex", "Wes Marlow"),
    _delaware_region("newark-west-new-castle", "Newark and west New Castle", "Tia Roland"),
)

PURPOSE = {
    "why": "Employers here cannot fill skilled jobs, and students do not hear of them in time.",
    "how": "Schools, colleges and employers plan one pathway and write down who does what.",
    "what": "A pathway from the classroom to a credential and a job, with time at a work site.",
    "when": "First students placed by January 2027; results reviewed every June.",
}
PROTOCOL = {
    "contact": "The regional manager or the coordinator makes the first contact, by phone.",
    "vetting": "One interview in four parts: organization, skills, interest and capacity.",
    "decision": "The regional manager decides within ten working days.",
    "engagement": "At most 24 hours a quarter are asked of a partner, and one mail a week.",
}


#: So many days ago the partnerships began, their charters were approved, and one was drafted.
BEGAN, APPROVED, DRAFTED = 250, 244, 12


class HalfLoaded(RuntimeError):
    """An earlier load stopped in the middle."""


def load_world() -> bool:
    """Makes the demo world; False when it is there already.

    Raises HalfLoaded when an earlier run was cut short. Nobody can sign in before everything is
    loaded, so that a half cannot pass for the whole.
    """
    with owner_connection(), maintenance_scope():
        there = Convener.objects.filter(slug__in=[each.slug for each in WORLD]).exists()
        conveners = [] if there else [_make_convener(each) for each in WORLD]
    if there:
        if not EmailAddress.objects.filter(email__in=_addresses()).exists():
            raise HalfLoaded("The demo world was only half loaded: run 'make demo-reset'.")
        return False
    for each, convener in zip(WORLD, conveners, strict=True):
        users = {person.name: _make_user(each, person) for person in each.people}
        with convener_scope(convener.pk), timezone.override(ZoneInfo(each.time_zone)):
            house = _furnish(each, convener, users)
            for _, loader in sorted(demo_loaders, key=lambda pair: pair[0]):
                loader(house)
    _open_doors()
    return True


def _addresses() -> list[str]:
    return [address_of(each.slug, person.name) for each in WORLD for person in each.people]


def _open_doors() -> None:
    """Lets everybody sign in, all at once: the sign that the whole world is loaded."""
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in User.objects.filter(email__in=_addresses())
    )


def _make_convener(each: DemoConvener) -> Convener:
    return Convener.objects.create(
        slug=each.slug,
        name=each.name,
        short_name=each.short_name,
        level=each.level,
        kind=each.kind,
        state=each.state,
        time_zone=each.time_zone,
        brand=each.brand,
        suppression_threshold=each.suppression_threshold,
        contact_email=f"hello@{each.slug}.example",
        is_sample=True,
    )


def address_of(convener_slug: str, name: str) -> str:
    """The invented address of an invented person."""
    first, last = name.lower().split(" ", 1)
    return f"{first[0]}.{last.replace(' ', '')}@{convener_slug}.example"


def _make_user(each: DemoConvener, person: DemoPerson) -> User:
    email = address_of(each.slug, person.name)
    return User.objects.create_user(email=email, name=person.name)


def _furnish(each: DemoConvener, convener: Convener, users: dict[str, User]) -> DemoHouse:
    members: dict[str, Any] = {}
    for person in each.people:
        user = users[person.name]
        members[person.role] = Membership.objects.create(
            user=user,
            name=person.name,
            email=user.email,
            title=person.title,
            role=person.role,
            may_sign=person.may_sign,
        )
    members.setdefault("manager", members["owner"])
    members.setdefault("coordinator", members["manager"])
    house = DemoHouse(convener, members, {}, timezone.localdate())
    for one in each.partnerships:
        days_ago = BEGAN if one.charter == "approved" else DRAFTED
        with clock_at(house.at(days_ago)):
            house.partnerships[one.slug] = _make_partnership(one, each, house)
    return house


def _make_partnership(one: DemoPartnership, each: DemoConvener, house: DemoHouse) -> Partnership:
    members = house.members
    region, _ = Region.objects.get_or_create(name=one.region)
    partnership = Partnership.objects.create(
        name=one.name,
        slug=one.slug,
        region=region,
        level=each.level,
        pathway=one.pathway,
        phase=one.phase,
        leader=members["manager"],
        lead_entity=each.name,
        lead_kind=each.kind,
        is_sample=True,
    )
    _write(house, partnership, DocumentKind.PURPOSE, PURPOSE, one.charter)
    if one.charter == "approved":
        _write(house, partnership, DocumentKind.PROTOCOL, PROTOCOL, one.charter)
    return partnership


def _write(
    house: DemoHouse, partnership: Partnership, kind: str, parts: dict[str, str], charter: str
) -> None:
    actor = Actor.of_member(house.members["manager"])
    texts = {key: parts.get(key, "") for key, _, _ in PARTS[kind]}
    document = save_draft(partnership, kind, texts, actor=actor)
    if charter == "approved":
        moment = house.at(APPROVED, 15)
        with clock_at(moment):
            approve_document(document, actor=actor)
        CharterDocument.objects.filter(pk=document.pk).update(approved_at=moment)


def personas() -> list[tuple[str, str, str]]:
    """`(persona, person's name at convener, address)` of everybody a visitor may sign in as."""
    return [
        (person.persona, f"{person.name}, {each.name}", address_of(each.slug, person.name))
        for each in WORLD
        for person in each.people
        if person.persona
    ]
