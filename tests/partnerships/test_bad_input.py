"""Every form of this app, with every kind of input that people and programs send."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from partnerships.models import MailPreference, Membership, Message
from partnerships.services.links import make_link
from partnerships.services.people import invite_person
from tests.bad_input import NONSENSE, RAW_HTML, check_filter, check_form
from tests.cast import House
from tests.partnerships.bad_input_rows import FILTERS, FORMS


@pytest.mark.parametrize("name", FORMS)
def test_form_takes_good_input_and_answers_bad_input_beside_its_field(
    prairie: House, name: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    check_form(prairie, FORMS[name], monkeypatch, subtests)


@pytest.mark.parametrize("name", FILTERS)
def test_nonsense_in_the_address_breaks_nothing(
    prairie: House, name: str, subtests: pytest.Subtests
) -> None:
    check_filter(prairie, FILTERS[name], subtests)


@pytest.fixture
def token(prairie: House) -> str:
    """The token of the link that invites Ivy."""
    with prairie.scope():
        actor = prairie.actor("owner")
        invite_person(actor=actor, name="Ivy Lane", email="ivy@example.org", role="viewer")
        return make_link(Message.objects.get())


@pytest.mark.parametrize("choice", NONSENSE)
def test_mail_page_keeps_no_choice_that_it_does_not_offer(
    prairie: House, token: str, choice: str
) -> None:
    answer = Client().post(f"/join/{token}/mail/", {"choice": choice}, follow=True)
    assert answer.status_code == 200
    assert RAW_HTML not in answer.content.decode()
    with prairie.scope():
        assert not MailPreference.objects.exists()


@pytest.mark.parametrize("text", NONSENSE)
def test_join_page_takes_nothing_but_the_press_of_its_button(
    prairie: House, token: str, text: str
) -> None:
    asked: dict[str, Any] = {"name": text, "email": text, "role": "owner"}
    assert Client().post(f"/join/{token}/", asked).status_code == 302
    with prairie.scope():
        joined = Membership.objects.get(email="ivy@example.org")
        assert (joined.name, joined.role) == ("Ivy Lane", "viewer")


@pytest.mark.parametrize("text", ["x", "x" * 3000, "%00", "%E2%80%AE", "<i>"])
@pytest.mark.parametrize("page", ["/join/{}/", "/join/{}/mail/", "/link/{}/fresh/"])
def test_link_that_is_none_is_not_found(db: None, page: str, text: str) -> None:
    assert Client().post(page.format(text)).status_code in (400, 404)
