"""Every address × every verb × everybody: the access matrix, tried against the product.

Expected: nobody signed in → 302 to sign in (401 in the API); a stranger and another convener's
owner → 404; a member without the permission → 403; a verb that is not served → 405; another
convener's ids → 404; own ids → what the row says, as the positive control.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.access import ROLES, declared_access, permissions, role_may
from partnerships.models import Delegation
from tests.bad_input import audited
from tests.cast import House, make_member, signed_in
from tests.kernel.addresses import APPS, LIBRARY, Address, addresses, rows
from tests.matrix import Row

#: As long as a real one, and never given out.
TOKEN = "x" * 43
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    own = {one.name for one in addresses() if not one.is_library}
    assert own - rows().keys() == set(), "addresses without a row"
    assert rows().keys() - own == set(), "rows without an address"


def test_library_pages_are_those_listed() -> None:
    assert {one.name for one in addresses() if one.is_library} == LIBRARY


def test_every_view_declares_its_access() -> None:
    assert [one.name for one in addresses() if declared_access(one.view) is None] == []


def test_every_name_in_the_matrix_is_a_permission() -> None:
    known = {permission.name for permission in permissions()}
    named = {name for row in rows().values() for name in (row.permission, row.changes) if name}
    assert named <= known


def test_addresses_under_a_convener_name_a_permission_and_others_none() -> None:
    wrong = [
        one.name
        for one in addresses()
        if one.name in rows() and (rows()[one.name].permission is not None) != one.is_tenant
    ]
    assert wrong == []


@dataclass
class Walk:
    """The cast of the walk, each with a browser."""

    prairie: House
    rival: House
    members: dict[str, Client]
    outsider: Client
    strangers: dict[str, Client]

    def answer(self, client: Client, verb: str, url: str, *, is_api: bool) -> int:
        """The status; whatever the request wrote is taken back."""
        options: dict[str, Any] = {"content_type": "application/json"} if is_api else {}
        if verb == "POST" and not is_api:
            options = {"data": {"nothing": ""}}  # a browser's empty form still posts its token
        with transaction.atomic():
            response = getattr(client, verb.lower())(url, **options)
            transaction.set_rollback(True)
        if response.status_code == 302 and "/accounts/login/" in response["Location"]:
            return 401 if is_api else 0
        return int(response.status_code)


@pytest.fixture
def walk(prairie: House, rival: House, stranger: Client) -> Walk:
    with rival.scope():
        rival.partnership.slug = "rivals-own"
        rival.partnership.save()
    members = {role: prairie.client(role) for role in prairie.members}
    members["intermediary"] = delegate(prairie)
    outsider = make_member(prairie.convener, "intermediary", "Otto Outside")
    clients = {"a stranger": stranger, "another owner": rival.client("owner")}
    cast = Walk(prairie, rival, members, signed_in(outsider.user_id), clients)
    for client in (*members.values(), cast.outsider, *clients.values()):
        client.raise_request_exception = False
    return cast


def delegate(house: House) -> Client:
    """An intermediary to whom recruitment in the house's partnership is delegated."""
    member = make_member(house.convener, "intermediary", "Ines Inter")
    with house.scope():
        Delegation.objects.create(
            partnership=house.partnership, membership=member, duty="recruitment"
        )
    return signed_in(member.user_id)


def status_of(row: Row, verb: str) -> int:
    return getattr(row, verb.lower()) or 405


def permission_of(row: Row, verb: str) -> str:
    """A verb that is not served asks for the least: the class itself answers with 405."""
    is_change = verb != "GET" and status_of(row, verb) != 405
    return (row.changes or row.permission if is_change else row.permission) or ""


Trial = tuple[str, str, str, int, int]


def try_tenant_page(walk: Walk, address: Address, row: Row) -> Iterator[Trial]:
    """`(who, verb, url, expected, answered)` for each that differs."""
    own, foreign = row.args(walk.prairie), row.args(walk.rival)
    url = reverse(address.name, args=[walk.prairie.convener.slug, *own])
    for verb in VERBS:
        for who, client, expected in expectations(walk, row, verb, bool(own), address.is_api):
            answered = walk.answer(client, verb, url, is_api=address.is_api)
            if answered != expected:
                yield who, verb, url, expected, answered
        wrong_ids = foreign_arguments(own, foreign)
        if status_of(row, verb) == 405:
            wrong_ids = wrong_ids[:1]  # no id is read for a verb that is not served
        for args in wrong_ids:
            their_url = reverse(address.name, args=[walk.prairie.convener.slug, *args])
            answered = walk.answer(walk.members["owner"], verb, their_url, is_api=address.is_api)
            expected = 405 if status_of(row, verb) == 405 else 404
            if role_may("owner", permission_of(row, verb)) and answered != expected:
                yield "owner with foreign ids", verb, their_url, expected, answered
    yield from try_audit(walk, walk.members["owner"], address, row, url)


def try_audit(walk: Walk, client: Client, address: Address, row: Row, url: str) -> Iterator[Any]:
    """What an empty POST wrote without a line in the audit trail, or with one against its row."""
    if row.post not in (200, 302):
        return
    with transaction.atomic():
        before = audited(walk.prairie)
        client.post(url, {"nothing": ""})
        is_silent = audited(walk.prairie) == before
        transaction.set_rollback(True)
    if is_silent != bool(row.silent):
        yield "the audit trail", "POST", url, row.silent or "a line", "none" if is_silent else "one"


def expectations(
    walk: Walk, row: Row, verb: str, has_ids: bool, is_api: bool
) -> Iterator[tuple[str, Client, int]]:
    """Everybody, with what they must be answered on own ids."""
    anonymous = Client(raise_request_exception=False)
    yield "nobody signed in", anonymous, 401 if is_api else 0
    for who, client in walk.strangers.items():
        yield who, client, 404
    served = status_of(row, verb)
    for role, client in walk.members.items():
        if served == 405 and role not in ("owner", "viewer"):
            continue  # a verb that is not served: most and least of what a member may
        yield role, client, served if role_may(role, permission_of(row, verb)) else 403
    if served == 405:
        return
    if not role_may("intermediary", permission_of(row, verb)):
        yield "intermediary without delegation", walk.outsider, 403
    elif has_ids and not row.is_common:
        yield "intermediary without delegation", walk.outsider, 404
    else:
        yield "intermediary without delegation", walk.outsider, served


def foreign_arguments(own: list[Any], foreign: list[Any]) -> list[list[Any]]:
    """All of the rival's ids; and the own partnership with the rival's last id."""
    if own == foreign:
        return []
    mixed = [*own[:-1], foreign[-1]]
    return [foreign] if mixed in (own, foreign) else [foreign, mixed]


def try_open_door(walk: Walk, address: Address, row: Row) -> Iterator[Trial]:
    url = reverse(address.name, args=row.args(walk.prairie))
    for verb in VERBS:
        client = Client(raise_request_exception=False)
        answered = walk.answer(client, verb, url, is_api=address.is_api)
        if answered != status_of(row, verb):
            yield "nobody signed in", verb, url, status_of(row, verb), answered
    yield from try_audit(walk, Client(), address, row, url)


def test_unknown_token_opens_no_door(db: None) -> None:
    wrong: list[tuple[str, str, int]] = []
    for address in addresses():
        row = rows().get(address.name)
        if row is None or "<str:token>" not in address.route:
            continue
        path = reverse(
            address.name, args=["check-in", TOKEN] if "<slug:" in address.route else [TOKEN]
        )
        for verb in ("GET", "POST"):
            answer = getattr(Client(), verb.lower())(path)
            is_served = status_of(row, verb) != 405
            expected = (302 if address.name == "demo-sign-in" else 404) if is_served else 405
            if answer.status_code != expected:
                wrong.append((address.name, verb, answer.status_code))
    assert wrong == []


def app_of(address: Address) -> str:
    return address.view.__module__.split(".")[0]


@pytest.mark.parametrize("app", APPS)
def test_matrix_holds(walk: Walk, app: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", "django.request")  # thousands of refusals are meant
    wrong: list[Any] = []
    for address in addresses():
        row = rows().get(address.name)
        if address.is_library or app_of(address) != app or row is None:
            continue  # an address without a row fails in a test of its own
        attempt = try_tenant_page if address.is_tenant else try_open_door
        try:
            with transaction.atomic():
                wrong += [(address.name, *trial) for trial in attempt(walk, address, row)]
                transaction.set_rollback(True)
        except NoReverseMatch as error:
            wrong.append((address.name, str(error)))
    assert not wrong, "\n".join(map(str, wrong))


def test_roles_of_the_walk_are_all_roles(walk: Walk) -> None:
    assert set(walk.members) == set(ROLES)
