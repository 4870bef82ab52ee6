"""Permissions by name, and whether a button may lead to an address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404

from config.access import declare, may_open, requires, role_may

PEOPLE = "/c/prairie/settings/people/"


def member(role: str) -> Any:
    return SimpleNamespace(role=role)


def test_button_is_shown_to_who_may_open_its_page() -> None:
    assert may_open(member("owner"), PEOPLE + "invite/")
    assert not may_open(member("viewer"), PEOPLE + "invite/")


def test_query_and_fragment_do_not_matter() -> None:
    assert may_open(member("viewer"), PEOPLE + "?sort=name#invited")
    assert not may_open(member("intermediary"), PEOPLE + "?sort=name#invited")
    assert not may_open(member("intermediary"), PEOPLE + "#a?b")


def test_page_without_membership_is_open_to_everybody() -> None:
    assert may_open(member("intermediary"), "/verify/")
    assert may_open(member("intermediary"), "/accounts/login/")


def test_address_of_nothing_is_a_programming_error() -> None:
    with pytest.raises(Resolver404):
        may_open(member("owner"), "/c/prairie/no-such-page/")


def test_unknown_permission_fails_when_the_view_is_declared() -> None:
    with pytest.raises(ImproperlyConfigured, match="No permission is called"):
        requires("agreements.sing")
    with pytest.raises(KeyError):
        role_may("owner", "agreements.sing")


def test_view_runs_in_a_known_scope_only() -> None:
    with pytest.raises(ImproperlyConfigured, match="A view runs in one of"):
        requires("people.view", scope="world")


def test_unknown_role_and_second_meaning_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="names unknown roles"):
        declare("people.dance", "Dancing needs shoes.", ["dancer"])
    with pytest.raises(ImproperlyConfigured, match="declared twice"):
        declare("people.view", "Something else.", ["owner"])
