"""Who the API lets in, and how often."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config.api import TokenThrottle
from partnerships.models import ApiToken, AuditEvent, Partnership
from partnerships.services.tokens import revoke_token
from tests.cast import House, make_member, signed_in
from tests.kernel.addresses import addresses, rows
from tests.kernel.api_client import PARTNERSHIP, bearer, send, url


@pytest.fixture(autouse=True)
def _count_from_zero(db: None) -> None:
    cache.clear()


def test_token_reads_and_writes_as_its_member(prairie: House) -> None:
    headers = bearer(prairie, "manager")
    made = send(Client(), "post", url(prairie, "partnerships/"), PARTNERSHIP, headers=headers)
    assert (made.status_code, made.json()["slug"]) == (201, "welding-academy")
    assert made.json()["leader_name"] == "Maren Solberg"
    read = Client().get(url(prairie, "partnerships/"), headers=headers).json()
    assert [row["name"] for row in read["results"]] == [
        "Health Sciences Academy",
        "Welding Academy",
    ]
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="created").get().actor_kind == "token"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic eDp5", "Bearer \udcff"])
def test_wrong_credentials_are_unauthorized(prairie: House, header: str) -> None:
    headers = {"Authorization": header}
    response = prairie.client("owner").get(url(prairie, "partnerships/"), headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


API = [one.name for one in addresses() if one.is_api and one.is_tenant]


@pytest.mark.parametrize("name", API)
def test_token_opens_no_address_of_another_convener(
    prairie: House, rival: House, name: str
) -> None:
    row = rows()[name]
    address = reverse(name, args=[rival.convener.slug, *row.args(rival)])
    served = [verb for verb in ("get", "post", "put", "patch", "delete") if getattr(row, verb)]
    assert served, "nothing is served here"
    theirs, ours = bearer(rival), bearer(prairie)
    for verb in served:
        assert send(Client(), verb, address, {}, headers=ours).status_code == 401, verb
    opened = send(Client(), served[0], address, {}, headers=theirs)
    assert opened.status_code == getattr(row, served[0])


def test_token_opens_no_page(prairie: House) -> None:
    response = Client().get(prairie.url("partnerships/"), headers=bearer(prairie))
    assert response.status_code == 302


def test_revoked_token_opens_nothing(prairie: House) -> None:
    headers = bearer(prairie)
    with prairie.scope():
        assert revoke_token(ApiToken.objects.get(), actor=prairie.actor("owner"))
    assert Client().get(url(prairie, "partnerships/"), headers=headers).status_code == 401


def test_token_of_a_member_who_left_opens_nothing(prairie: House) -> None:
    headers, member = bearer(prairie, "coordinator"), prairie.members["coordinator"]
    with prairie.scope():
        member.is_active = False
        member.save()
    assert Client().get(url(prairie, "partnerships/"), headers=headers).status_code == 401


def test_session_write_needs_the_csrf_token(prairie: House) -> None:
    client = prairie.client("owner")
    strict = Client(enforce_csrf_checks=True, headers={"Cookie": client.cookies.output(header="")})
    strict.cookies = client.cookies
    response = send(strict, "post", url(prairie, "partnerships/"), PARTNERSHIP)
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
    with prairie.scope():
        assert Partnership.objects.count() == 1


def test_token_write_needs_no_csrf_token(prairie: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = bearer(prairie)
    response = send(strict, "post", url(prairie, "partnerships/"), PARTNERSHIP, headers=headers)
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("verb", "address"),
    [
        ("post", "partnerships/"),
        ("patch", "partnerships/health-sciences/"),
        ("post", "organizations/"),
        ("post", "agreements/"),
        ("post", "indicators/"),
        ("post", "partnerships/health-sciences/observations/"),
    ],
)
def test_read_only_member_writes_nothing(prairie: House, verb: str, address: str) -> None:
    response = send(prairie.client("viewer"), verb, url(prairie, address), {})
    assert response.status_code == 403


def test_intermediary_sees_no_partnership_that_is_not_delegated(prairie: House) -> None:
    member = make_member(prairie.convener, "intermediary", "Otto Outside")
    client = signed_in(member.user_id)
    assert client.get(url(prairie, "partnerships/")).json()["results"] == []
    assert client.get(url(prairie, "partnerships/health-sciences/")).status_code == 404
    observations = url(prairie, "partnerships/health-sciences/observations/")
    assert client.get(observations).status_code == 404


def test_program_that_asks_too_often_waits(prairie: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min"})
    headers = bearer(prairie)
    answers = [Client().get(url(prairie, "partnerships/"), headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_programs_are_counted_while_the_cache_is_away(
    prairie: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min"})
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    headers = bearer(prairie)
    answers = [Client().get(url(prairie, "partnerships/"), headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
