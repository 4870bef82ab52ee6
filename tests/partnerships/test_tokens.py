"""Keys for programs: made, shown once, revoked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.links import token_hash
from partnerships.models import ApiToken, AuditEvent
from partnerships.services.tokens import create_token
from tests.cast import House

FACTS = {"name": "Nightly import", "days": "90"}


def make(house: House, role: str = "manager", **facts: str) -> Any:
    return house.client(role).post(house.url("settings/tokens/new/"), FACTS | facts)


def test_token_is_shown_once_and_stored_as_a_hash(prairie: House) -> None:
    response = make(prairie)
    found = re.search(r"<code>([-_\w]{43})</code>", response.content.decode())
    assert found is not None
    with prairie.scope():
        token = ApiToken.objects.select_related("membership").get()
        assert bytes(token.token_hash) == token_hash(found[1])
        assert token.membership.name == "Maren Solberg"
        assert AuditEvent.objects.get().after == {"name": "Nightly import", "days": 90}
    assert "no-store" in response["Cache-Control"]
    listed = prairie.client("manager").get(prairie.url("settings/tokens/")).content.decode()
    assert "Nightly import" in listed
    assert found[1] not in listed


def test_token_that_was_shown_opens_the_api(prairie: House) -> None:
    found = re.search(r"<code>([-_\w]{43})</code>", make(prairie).content.decode())
    assert found is not None
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert Client().get("/api/v1/c/prairie/partnerships/", headers=headers).status_code == 200


def test_token_is_revoked_once(prairie: House) -> None:
    with prairie.scope():
        token, _ = create_token(actor=prairie.actor("owner"), name="Import", days=30)
    address = prairie.url(f"settings/tokens/{token.pk}/revoke/")
    client = prairie.client("manager")
    first = client.post(address, follow=True).content.decode()
    assert "opens nothing any more" in first
    assert "Nothing changed" in client.post(address, follow=True).content.decode()
    with prairie.scope():
        assert ApiToken.objects.get().revoked_at is not None
        assert AuditEvent.objects.filter(verb="revoked a token").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Say what it is for."),
        ({"name": "x" * 81}, "Shorten this to 80 characters; it has 81."),
        ({"name": "a\x00b"}, "A hidden character came along"),
        ({"days": "99999"}, "Choose one of those listed."),
        ({"days": "soon"}, "Choose one of those listed."),
    ],
)
def test_bad_input_is_a_field_error(prairie: House, change: dict[str, str], words: str) -> None:
    response = make(prairie, **change)
    assert response.status_code == 422
    assert words in response.content.decode()
    with prairie.scope():
        assert not ApiToken.objects.exists()


def test_odd_name_is_escaped(prairie: House) -> None:
    response = make(prairie, name="<script>alert(1)</script> שלום 💚")
    assert "<script>alert(1)" not in response.content.decode()
    assert "שלום 💚" in response.content.decode()


def test_list_asks_the_same_number_of_queries_at_one_and_three_rows(prairie: House) -> None:
    counts, client = [], prairie.client("owner")
    for number in (1, 2):
        with prairie.scope():
            for _ in range(number):
                create_token(actor=prairie.actor("owner"), name="Import", days=30)
        with CaptureQueriesContext(connection) as queries:
            client.get(prairie.url("settings/tokens/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
