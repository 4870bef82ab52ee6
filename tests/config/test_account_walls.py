"""The sign-in library's addresses: whom each is open to, and that none falls over."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import House
from tests.config.account_rows import person, sign_in
from tests.kernel.addresses import LIBRARY

VERBS = ("get", "post", "put", "patch", "delete")
#: Pages for somebody who is not signed in; every other one leads such a person to sign in.
OPEN = frozenset(
    {
        "account_inactive",
        "account_login",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_logout",
        "api-schema",
    }
)
ARGUMENTS: dict[str, Any] = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "not-a-key"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}


def path_of(name: str) -> str:
    """The address; one that names something names what is nobody's."""
    return reverse(name, kwargs=ARGUMENTS.get(name))


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize("name", sorted(LIBRARY - OPEN))
def test_page_of_somebody_signed_in_leads_others_to_sign_in(db: None, name: str) -> None:
    answer = Client().get(path_of(name), follow=True)
    assert answer.redirect_chain
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(OPEN))
def test_page_before_signing_in_opens_for_anybody(db: None, name: str) -> None:
    assert Client().get(path_of(name), follow=True).status_code == 200


@pytest.mark.parametrize("verb", VERBS)
def test_no_library_page_fails_for_a_member(prairie: House, verb: str) -> None:
    failed = []
    client = prairie.client("owner")
    client.raise_request_exception = False
    for name in sorted(LIBRARY - {"account_logout"}):
        answer = getattr(client, verb)(path_of(name))
        if answer.status_code >= 500:
            failed.append((name, answer.status_code))
    assert failed == []


def test_management_opens_for_somebody_who_has_just_typed_the_password(db: None) -> None:
    client = sign_in(person())
    for name in ("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"):
        assert client.get(path_of(name)).status_code == 200, name
