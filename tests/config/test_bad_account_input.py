"""Signing in and proving who one is, with every kind of input that people and programs send."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils.html import escape

from tests.bad_input import DRY, RAW_HTML, UNUSUAL, Controls, form_in
from tests.config.account_rows import ACCOUNTS, AccountRow

BAD = {
    "empty": "",
    "over-long": "x" * 5000,
    "NUL": "pat\x00@example.org",
    "HTML, right to left and emoji": UNUSUAL,
    "not what it asks for": '{"id": "\\u0000", "rawId": []}',
}
#: The name of a passkey may be anything.
HONEST = ("HTML, right to left and emoji", "not what it asks for")


@pytest.fixture(autouse=True)
def _without_limits_and_waiting(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 99


@pytest.mark.parametrize("name", ACCOUNTS)
def test_account_form_answers_bad_input_with_an_error_and_keeps_what_was_typed(
    db: None, name: str, subtests: pytest.Subtests
) -> None:
    row = ACCOUNTS[name]
    client, url = row.page()
    for kind in BAD:
        with subtests.test(kind):
            check(client, url, row, kind)


def check(client: Client, url: str, row: AccountRow, kind: str) -> None:
    """Sends one value in every field; asserts that the page says so and shows it again."""
    # Odd words make a good password; typed unlike them a second time they are none.
    typed = {name: BAD[kind] + "!" * (name == "password2") for name in row.names}
    takes_it = row.names == ("name",) and kind in HONEST
    answer = client.post(url, typed, follow=row.leads_back or takes_it)
    page = answer.content.decode()
    assert answer.status_code == 200, answer.headers
    assert [words for words in DRY if words in page] == []
    assert RAW_HTML not in page
    if row.leads_back:
        assert 'class="alert alert-error"' in page
    elif takes_it:
        assert escape(BAD[kind]) in page
    else:
        check_refused(form_in(answer, row.form), page, typed, kind)


def check_refused(form: Any, page: str, typed: dict[str, str], kind: str) -> None:
    """Asserts an error, and what was typed, beside each field that may not be so."""
    assert form.errors
    shown = Controls(page).values
    for name, value in typed.items():
        widget = form.fields[name].widget
        if not isinstance(widget, forms.PasswordInput | forms.HiddenInput):
            assert shown[name] == value
            is_fine = "credential" in typed and kind not in ("over-long", "NUL")
            assert (f'id="id_{name}_error"' in page) != is_fine
