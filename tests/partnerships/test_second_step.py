"""Signing in with a mailed code and a second step, over the real pages."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from partnerships.accounts import WRONG_SECOND_CODE
from tests.config.account_rows import EMAIL, person, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
STEP = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def shown_by_app(secret: str) -> str:
    """What the app shows now, with time enough to type it."""
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def app() -> tuple[str, list[str]]:
    """Pat sets up an authenticator app on the page; its secret and the recovery codes."""
    client, path = sign_in(person()), "/accounts/2fa/totp/activate/"
    secret = client.get(path).context["form"].secret
    assert client.post(path, {"code": shown_by_app(secret)}).status_code == 302
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    return secret, list(codes)


def at_second_step() -> Client:
    """A browser in which Pat typed the mailed code, and that is asked for the app's."""
    client = Client()
    client.post("/accounts/login/code/", {"email": EMAIL})
    (code,) = re.findall(r"^\s*([A-Z0-9-]{6,9})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    page = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert page.request["PATH_INFO"] == STEP
    assert "authenticator app" in page.text
    assert "passkey" not in page.text
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_code_of_the_app_is_asked_for_and_lets_in(app: tuple[str, list[str]]) -> None:
    client = at_second_step()
    assert not is_signed_in(client)
    assert client.get("/accounts/2fa/").status_code == 302
    code = shown_by_app(app[0])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert WRONG_SECOND_CODE in client.post(STEP, {"code": wrong}).text
    assert not is_signed_in(client)
    answer = client.post(STEP, {"code": shown_by_app(app[0])})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/accounts/2fa/").status_code == 200


def test_code_of_the_app_lets_in_once(app: tuple[str, list[str]]) -> None:
    first, second = at_second_step(), at_second_step()
    code = shown_by_app(app[0])
    first.post(STEP, {"code": code})
    assert is_signed_in(first)
    assert WRONG_SECOND_CODE in second.post(STEP, {"code": code}).text
    assert not is_signed_in(second)


def test_recovery_code_lets_in_once(app: tuple[str, list[str]]) -> None:
    first, second = at_second_step(), at_second_step()
    assert first.post(STEP, {"code": app[1][0]}).headers["Location"] == "/"
    assert is_signed_in(first)
    assert WRONG_SECOND_CODE in second.post(STEP, {"code": app[1][0]}).text
    assert not is_signed_in(second)
    second.post(STEP, {"code": app[1][1]})
    assert is_signed_in(second)
