"""A session that ends while somebody types loses nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from config import kept_forms
from partnerships.models import CharterDocument, Partnership, User
from tests.cast import House

WHY = "Too few welders.\nTwo shops closed."
PATH = "partnerships/health-sciences/charter/purpose/write/"
TYPED = {"why": WHY, "how": "", "what": "A <b>lab</b>", "when": ""}


def sign_in(client: Client, house: House, role: str = "owner") -> None:
    client.force_login(
        User.objects.get(pk=house.members[role].user_id),
        "allauth.account.auth_backends.AuthenticationBackend",
    )


def timed_out(house: House, path: str = PATH, values: dict[str, str] = TYPED) -> Client:
    """A browser whose session ended while the owner had a form open, which was sent then."""
    client = Client()
    sign_in(client, house)
    client.get(house.url(""))
    client.cookies.pop("sessionid")
    answer = client.post(house.url(path), values)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    return client


def signed_out(house: House, path: str = PATH, values: dict[str, str] = TYPED) -> Client:
    """The same, and the owner has signed in again."""
    client = timed_out(house, path, values)
    sign_in(client, house)
    return client


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that sends it."""
    page = page[: page.index("Send it now")]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def drafts(house: House) -> list[Any]:
    with house.scope():
        return list(CharterDocument.objects.filter(state="draft", kind="purpose"))


def test_what_was_typed_is_offered_after_signing_in_and_sent_when_wanted(prairie: House) -> None:
    client = signed_out(prairie)
    page = client.get(prairie.url(PATH)).text
    assert "We kept what you typed" in page
    assert "A &lt;b&gt;lab&lt;/b&gt;" in page
    assert drafts(prairie) == []
    assert client.post(prairie.url(PATH), fields_of(page)).status_code == 302
    (draft,) = drafts(prairie)
    assert draft.parts["why"].replace("\r", "") == WHY
    assert "We kept what you typed" not in client.get(prairie.url(PATH)).text


def test_sign_in_page_says_that_it_is_kept(prairie: House) -> None:
    client = timed_out(prairie)
    assert "What you typed is kept" in client.get("/accounts/login/").text
    assert "What you typed is kept" not in Client().get("/accounts/login/").text


def test_it_can_be_looked_at_in_its_form_again(prairie: House) -> None:
    client = signed_out(prairie)
    whole = {name: f"{name}, in full." for name in TYPED}
    page = client.post(prairie.url(PATH), whole | {"review_kept_form": "1"})
    assert page.status_code == 422
    assert "You were signed out before this was sent." in page.text
    assert "why, in full." in page.text
    assert drafts(prairie) == []


def test_button_that_is_only_looked_at_does_nothing(prairie: House) -> None:
    path = prairie.url("partnerships/health-sciences/move/develop/")
    client = signed_out(prairie, "partnerships/health-sciences/move/develop/", {})
    with prairie.scope():
        before = Partnership.objects.get().phase
    answer = client.post(path, {"review_kept_form": "1"})
    assert answer.headers["Location"] == path
    with prairie.scope():
        assert Partnership.objects.get().phase == before


def test_nobody_else_is_shown_it(prairie: House) -> None:
    client = timed_out(prairie)
    sign_in(client, prairie, "manager")
    assert WHY.splitlines()[0] not in client.get(prairie.url(PATH)).text
    sign_in(client, prairie, "owner")
    assert "We kept what you typed" not in client.get(prairie.url(PATH)).text


def test_browser_in_which_nobody_was_signed_in_keeps_nothing(prairie: House) -> None:
    client = Client()
    client.post(prairie.url(PATH), TYPED)
    assert "What you typed is kept" not in client.get("/accounts/login/").text


def test_it_can_be_thrown_away(prairie: House) -> None:
    client = signed_out(prairie)
    answer = client.post(prairie.url(PATH), {"leave_kept_form": "1"})
    assert answer.headers["Location"] == prairie.url("")
    assert drafts(prairie) == []
    assert "We kept what you typed" not in client.get(prairie.url(PATH)).text


def test_button_without_a_page_of_its_own_is_offered_too(prairie: House) -> None:
    path = "partnerships/health-sciences/move/develop/"
    client = signed_out(prairie, path, {})
    assert "We kept what you typed" in client.get(prairie.url(path)).text


def test_other_pages_answer_as_ever(prairie: House) -> None:
    assert "We kept" not in signed_out(prairie).get(prairie.url("")).text


def test_form_of_another_site_is_not_kept(prairie: House) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, prairie)
    client.get(prairie.url(""))
    client.cookies.pop("sessionid")
    client.post(prairie.url(PATH), TYPED)
    assert "sessionid" not in client.cookies


def test_nobody_is_offered_it_for_a_convener_that_is_not_theirs(
    prairie: House, rival: House
) -> None:
    client = timed_out(prairie)
    client.post(rival.url(PATH), TYPED)
    sign_in(client, prairie)
    assert client.get(rival.url(PATH)).status_code == 404


def test_it_is_offered_for_an_hour(prairie: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_out(prairie)
    monkeypatch.setattr(kept_forms, "KEPT_SECONDS", -1)
    assert "We kept what you typed" not in client.get(prairie.url(PATH)).text


def test_form_kept_by_an_earlier_version_is_dropped(prairie: House) -> None:
    client = signed_out(prairie)
    session = client.session
    session["kept_form"] = {
        name: value for name, value in session["kept_form"].items() if name != "typist"
    }
    session.save()
    assert "We kept what you typed" not in client.get(prairie.url(PATH)).text
    assert "kept_form" not in client.session
