"""A passkey is added and signs in: a real browser with an authenticator of its own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Browser, Page

from partnerships.accounts import WRONG_SECOND_CODE
from partnerships.models import User
from tests.browser.conftest import DESK, PHONE, check_page, enter
from tests.browser.walker import press, said
from tests.config.account_rows import EMAIL, PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server: Any) -> Page:
    """Pat's browser, signed in, on a device that knows its owner's fingerprint."""
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enter(page, live_server, sign_in(person()))
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    return page


def leave(page: Page, live_server: Any) -> None:
    """Signs out and stands before the sign-in page."""
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")


def test_passkey_added_as_offered_signs_in_by_itself(desk: Page, live_server: Any) -> None:
    assert desk.locator('[name="passwordless"]').is_checked()
    assert desk.locator('[name="name"]').input_value() == "Passkey"
    check_page(desk, DESK)
    press(desk, "Add the passkey")
    desk.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    assert desk.locator('[name="name"]').input_value() == "Passkey 2"
    leave(desk, live_server)
    press(desk, "Sign in with a passkey")
    assert desk.url == f"{live_server.url}/"
    assert "Ask the convener for an invitation" in said(desk)


def test_passkey_without_the_box_is_the_second_step(
    desk: Page, browser: Browser, live_server: Any
) -> None:
    desk.locator('[name="passwordless"]').uncheck()
    press(desk, "Add the passkey")
    leave(desk, live_server)
    desk.get_by_text("Sign in with a password").click()
    desk.locator('[name="login"]').fill(EMAIL)
    desk.locator('[name="password"]').fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    desk.wait_for_url("**/2fa/authenticate/")
    assert "Enter one of your recovery codes, or use your passkey below." in said(desk)
    check_page(desk, DESK)
    desk.set_viewport_size(PHONE)
    desk.locator('[name="code"]').fill("not-one-of-them")
    with desk.expect_navigation():
        desk.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    assert WRONG_SECOND_CODE in said(desk)
    check_page(desk, PHONE)
    with browser.new_context(java_script_enabled=False) as plain:
        plain.add_cookies(desk.context.cookies())  # type: ignore[arg-type]  # what it gives, it takes
        page = plain.new_page()
        page.goto(desk.url)
        assert "Enter one of your recovery codes." in said(page)
        assert not page.get_by_role("button", name="Use a passkey").is_visible()
    TOTP.activate(User.objects.get(email=EMAIL), generate_totp_secret())
    desk.reload()
    assert "Enter the code that your authenticator app shows" in said(desk)
    assert desk.get_by_role("heading", name="Or a passkey").is_visible()
    check_page(desk, PHONE)
    press(desk, "Use a passkey")
    assert desk.url == f"{live_server.url}/"
