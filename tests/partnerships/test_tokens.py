"""Keys for programs: made, shown once, revoked."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.links import token_hash
from partnerships.models import ApiToken, AuditEvent
from partnerships.services.tokens import create_token
from tests.cast import House

FACTS = {"name": "Nightly import", "days": "90"}


def make(house: House, role: str = "manager", *, follow: bool = False, **facts: str) -> Any:
    client = house.client(role)
    return client.post(house.url("settings/tokens/new/"), FACTS | facts, follow=follow)


def shown(response: Any) -> str:
    """The token on the page that shows it."""
    found = re.search(r"<code>([-_\w]{43})</code>", response.content.decode())
    assert found is not None
    return found[1]


def test_token_is_shown_once_and_stored_as_a_hash(prairie: House) -> None:
    response = make(prairie, follow=True)
    secret = shown(response)
    with prairie.scope():
        token = ApiToken.objects.select_related("membership").get()
        assert bytes(token.token_hash) == token_hash(secret)
        assert token.membership.name == "Maren Solberg"
        assert AuditEvent.objects.get().after == {"name": "Nightly import", "days": 90}
    assert "no-store" in response["Cache-Control"]
    listed = prairie.client("manager").get(prairie.url("settings/tokens/")).content.decode()
    assert "Nightly import" in listed
    assert secret not in listed


def test_page_of_a_token_loaded_again_makes_and_shows_none(prairie: House) -> None:
    client = prairie.client("manager")
    page = client.post(prairie.url("settings/tokens/new/"), FACTS).headers["Location"]
    secret = shown(client.get(page))
    again = client.get(page, follow=True).content.decode()
    assert secret not in again
    assert "was shown once and is kept nowhere" in again
    with prairie.scope():
        assert ApiToken.objects.count() == 1


def test_token_on_its_way_to_its_page_is_in_no_session_and_no_clear_text(prairie: House) -> None:
    client = prairie.client("manager")
    made = client.post(prairie.url("settings/tokens/new/"), FACTS)
    carried = made.cookies["new-token"]
    page = made.headers["Location"]
    assert (carried["path"], carried["httponly"], carried["samesite"]) == (page, True, "Strict")
    session = str(dict(client.session.items()))
    secret = shown(client.get(page))
    assert secret not in carried.value
    assert carried.value not in session
    assert secret not in session


def test_cookie_that_is_no_token_of_ours_shows_none(prairie: House) -> None:
    client = prairie.client("manager")
    page = client.post(prairie.url("settings/tokens/new/"), FACTS).headers["Location"]
    client.cookies["new-token"] = "é"
    assert "was shown once and is kept nowhere" in client.get(page, follow=True).text


def test_token_is_shown_to_nobody_else(prairie: House) -> None:
    made = make(prairie)
    owner = prairie.client("owner")
    owner.cookies["new-token"] = made.cookies["new-token"].value
    answer = owner.get(made.headers["Location"], follow=True)
    assert "was shown once and is kept nowhere" in answer.text
    assert re.search(r"<code>[-_\w]{43}</code>", answer.text) is None


def test_page_of_a_new_token_shows_a_call_that_works(prairie: House) -> None:
    response = make(prairie, follow=True)
    address = "http://localhost:8000/api/v1/c/prairie/"
    headers = {"Authorization": f"Bearer {shown(response)}"}
    call = f'curl --header "Authorization: {headers["Authorization"]}" {address}partnerships/'
    assert call in unescape(response.content.decode())
    path = urlsplit(address + "partnerships/").path
    assert Client().get(path, headers=headers).status_code == 200
    assert address in prairie.client("manager").get(prairie.url("settings/tokens/")).text


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
    response = make(prairie, follow=True, name="<script>alert(1)</script> שלום 💚")
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
