"""Pages that say no: a member keeps their menu, and nobody is told that they are elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import House

CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page">([^<]+)</a>')


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_member_keeps_their_menu_where_nothing_is(prairie: House) -> None:
    answer = prairie.client("viewer").get(prairie.url("nowhere/"))
    assert answer.status_code == 404
    assert f'href="{prairie.url("partnerships/")}"' in said(answer)
    assert CURRENT.findall(said(answer)) == []


def test_member_is_told_in_which_place_something_is_missing(prairie: House) -> None:
    answer = prairie.client("viewer").get(prairie.url("partnerships/nowhere/"))
    assert answer.status_code == 404
    assert set(CURRENT.findall(said(answer))) == {(prairie.url("partnerships/"), "Partnerships")}


def test_member_who_may_not_keeps_their_menu(prairie: House) -> None:
    answer = prairie.client("viewer").get(prairie.url("partnerships/new/"))
    assert answer.status_code == 403
    assert set(CURRENT.findall(said(answer))) == {(prairie.url("partnerships/"), "Partnerships")}


@pytest.mark.parametrize("place", ["nowhere/", "partnerships/nowhere/"])
def test_stranger_sees_no_menu(prairie: House, rival: House, place: str) -> None:
    answer = rival.client("owner").get(prairie.url(place))
    assert answer.status_code == 404
    assert prairie.convener.name not in said(answer)
    assert prairie.url("partnerships/") not in said(answer)
    anonymous = Client().get("/nowhere/")
    assert anonymous.status_code == 404
    assert "Go to the start page" in said(anonymous)


def test_address_of_a_button_opened_as_a_page_says_to_go_back(prairie: House) -> None:
    at = [prairie.convener.slug, prairie.partnership.slug, "purpose", 1]
    answer = prairie.client("owner").get(reverse("partnerships:charter-approve", args=at))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Go back and use the button there" in said(answer)
    assert f'href="{prairie.url("partnerships/")}"' in said(answer)


def test_program_that_uses_a_wrong_verb_gets_data(prairie: House) -> None:
    answer = prairie.client("owner").delete(f"/api/v1{prairie.url('partnerships/')}")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/json"
