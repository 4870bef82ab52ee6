"""The named cast that every test borrows from.

Prairie: a regional convener (owner Olive, manager Maren, coordinator Cody, analyst Ana, viewer
Vera) with the Health Sciences Academy, its charter approved. Rival: another convener (owner
Rex). Agency: the state agency (owner Stella). Stranger: signs in and belongs nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.utils import timezone

from config.tenancy.scopes import convener_scope
from partnerships.models import (
    PARTS,
    CharterDocument,
    Convener,
    Membership,
    Partnership,
    Region,
    User,
)
from partnerships.services.audit import Actor
from partnerships.services.outreach import note_open_outreach
from partnerships.services.partnerships import move_phase

#: The zone of every convener of the cast.
ZONE = ZoneInfo("America/Chicago")


def today() -> date:
    """The day it is for the conveners of the cast; late in the day it differs from UTC's."""
    return timezone.localdate(timezone=ZONE)


@dataclass
class House:
    """One convener with its people and its partnership."""

    convener: Convener
    members: dict[str, Membership] = field(default_factory=dict)
    region: Any = None
    partnership: Any = None

    @contextmanager
    def scope(self) -> Iterator[None]:
        """The convener's own scope, in its time zone, as the middleware opens it."""
        with convener_scope(self.convener.pk), timezone.override(ZONE):
            yield

    def actor(self, role: str) -> Actor:
        """The member of that role, as an actor."""
        return Actor.of_member(self.members[role])

    def client(self, role: str) -> Client:
        """A browser in which the member of that role is signed in."""
        return signed_in(self.members[role].user_id)

    def url(self, rest: str = "") -> str:
        """An address under this convener."""
        return f"/c/{self.convener.slug}/{rest}"


def signed_in(user_id: Any) -> Client:
    """A browser in which a person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user_id)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = User.objects.get(pk=user_id).get_session_auth_hash()
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def make_convener(slug: str, name: str, *, level: str = "regional", **fields: Any) -> Convener:
    """A convener; the test database has a door for it, since the runtime login may not."""
    values = {
        "short_name": name[:30],
        "kind": "service_cooperative",
        "state": "MN",
        "time_zone": "America/Chicago",
        "contact_email": f"hello@{slug}.example",
        **fields,
    }
    convener = Convener(
        pk=uuid4(), slug=slug, name=name, level=level, created_at=timezone.now(), **values
    )
    row = {field.column: field.value_from_object(convener) for field in Convener._meta.fields}
    with connection.cursor() as cursor:
        payload = json.dumps(row, cls=DjangoJSONEncoder)
        cursor.execute("SELECT testing.insert_convener(%s)", [payload])
    convener._state.adding = False
    return convener


def make_member(convener: Convener, role: str, name: str, **fields: Any) -> Membership:
    """A person with a place at a convener; the address follows from the name."""
    user = make_user(convener, name)
    with convener_scope(convener.pk):
        return Membership.objects.create(
            user=user, name=name, email=user.email, role=role, **fields
        )


def make_user(convener: Convener, name: str) -> User:
    """A person; the address follows from the name and the convener."""
    user = unsaved(convener, name)
    user.save()
    return user


def unsaved(convener: Convener, name: str) -> User:
    """The same, not saved yet."""
    user = User(email=f"{name.split()[0].lower()}@{convener.slug}.example", name=name)
    user.set_unusable_password()
    return user


PEOPLE = {
    "owner": "Olive Berg",
    "manager": "Maren Solberg",
    "coordinator": "Cody Reyes",
    "analyst": "Ana Lund",
    "viewer": "Vera Holt",
}


def make_house(slug: str, name: str, people: dict[str, str], **fields: Any) -> House:
    """A convener with people and one partnership without a charter."""
    house = House(make_convener(slug, name, **fields))
    users = dict(
        zip(
            people,
            User.objects.bulk_create(unsaved(house.convener, name) for name in people.values()),
            strict=True,
        )
    )
    with house.scope():
        members = [
            Membership(
                user=user,
                name=user.name,
                email=user.email,
                role=role,
                may_sign=role in ("owner", "manager"),
            )
            for role, user in users.items()
        ]
        Membership.objects.bulk_create(members)
        house.members = {member.role: member for member in members}
        house.region = Region.objects.create(name="South Central")
        house.partnership = Partnership.objects.create(
            name="Health Sciences Academy",
            slug="health-sciences",
            region=house.region,
            pathway="Health sciences",
            leader=members[0],
            lead_entity=name,
        )
    return house


def approve_charter(house: House) -> None:
    """Gives the house's partnership an approved purpose and protocol."""
    member = next(iter(house.members.values()))
    with house.scope():
        CharterDocument.objects.bulk_create(
            CharterDocument(
                partnership=house.partnership,
                kind=kind,
                version=1,
                state="approved",
                parts={key: f"{label}, written out." for key, label, _ in parts},
                written_by=member,
                approved_by=member,
                approved_at=timezone.now(),
            )
            for kind, parts in PARTS.items()
        )
        note_open_outreach(house.partnership)


def close_partnership(house: House) -> None:
    """Ends the house's partnership, as its owner would."""
    with house.scope():
        house.partnership = move_phase(house.partnership, "close", actor=house.actor("owner"))


@pytest.fixture
def prairie(db: None) -> House:
    house = make_house("prairie", "Prairie Service Cooperative", PEOPLE)
    approve_charter(house)
    return house


@pytest.fixture
def rival(db: None) -> House:
    house = make_house("rival", "Rival Chamber", {"owner": "Rex Rival"}, kind="chamber")
    approve_charter(house)
    return house


@pytest.fixture
def agency(db: None) -> House:
    return make_house(
        "agency",
        "State Department of Education",
        {"owner": "Stella State"},
        level="state",
        kind="education_agency",
    )


@pytest.fixture
def stranger(db: None) -> Client:
    return signed_in(User.objects.create_user(email="stranger@example.org", name="Sam").pk)
