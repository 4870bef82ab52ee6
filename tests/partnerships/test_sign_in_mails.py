"""Every mail about signing in: each is sent by the real page, and read here as its reader reads it.

The words are ours: what the subject says, why it came, and what to do if it was not you.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core import mail
from django.template.loader import get_template
from django.test import Client

from partnerships.models import User
from tests.config.account_rows import EMAIL, PASSWORD, passkey_named, person, sign_in
from tests.processes import Inbox, free_port, mail_server_at

NEW = "another correct horse battery"
ACCOUNTS = "/accounts/"
STOCK = (
    "Hello from",
    "Thank you for",
    "safely ignored",
    "You're receiving",
    "Two-Factor",
    "example.com",
)
#: Nobody signs up, changes an address, or resets a password by code; there are no phones.
NEVER = (
    "account_already_exists",
    "email_changed",
    "email_confirm_",
    "email_deleted",
    "password_reset_code",
    "cannot_delete_primary_email",
    "primary_email_set",
    "phone_",
)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def post(path: str, data: dict[str, str], client: Client | None = None) -> Any:
    return (client or Client()).post(ACCOUNTS + path, data, follow=True)


def ask_for_a_code() -> None:
    person()
    post("login/code/", {"email": EMAIL})


def ask_for_a_code_without_an_account() -> None:
    post("login/code/", {"email": "nobody@example.org"})


def ask_for_a_link_without_an_account() -> None:
    post("password/reset/", {"email": "nobody@example.org"})


def ask_for_a_link() -> None:
    person()
    post("password/reset/", {"email": EMAIL})


def sign_in_unconfirmed() -> None:
    person()
    EmailAddress.objects.update(verified=False)
    post("login/", {"login": EMAIL, "password": PASSWORD})


def use_the_link() -> None:
    ask_for_a_link()
    found = re.search(r"localhost:8000(/\S+)", str(mail.outbox[0].body))
    assert found is not None
    client = Client()
    page = client.get(found[1], follow=True).request["PATH_INFO"]
    client.post(page, {"password1": NEW, "password2": NEW})


def change_the_password() -> None:
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    post("password/change/", values, sign_in(person()))


def set_a_password() -> None:
    user = person()
    client = sign_in(user)
    user.set_unusable_password()
    user.save()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    post("password/set/", {"password1": NEW, "password2": NEW}, client)


def set_up_an_app() -> Client:
    client = sign_in(person())
    form = client.get(ACCOUNTS + "2fa/totp/activate/").context["form"]
    post("2fa/totp/activate/", {"code": code_of(form.secret)}, client)
    return client


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_an_app() -> tuple[User, Client]:
    user = person()
    client = sign_in(user)
    TOTP.activate(user, generate_totp_secret())
    return user, client


def turn_the_app_off() -> None:
    post("2fa/totp/deactivate/", {}, with_an_app()[1])


def add_a_passkey(monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's own part stands for itself: no authenticator is at hand here."""
    answer = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(webauthn, "parse_registration_response", lambda credential: credential)
    monkeypatch.setattr(webauthn, "complete_registration", lambda credential: answer)
    client = sign_in(person())
    post("2fa/webauthn/add/", {"name": "Phone", "credential": '{"id": "x"}'}, client)


def remove_a_passkey() -> None:
    client, _ = passkey_named()
    post(f"2fa/webauthn/keys/{Authenticator.objects.get().pk}/remove/", {}, client)


MAILS: dict[str, tuple[Callable[[], None], str]] = {
    "Your sign-in code for localhost:8000": (ask_for_a_code, "Type it in the window"),
    "Choose a new password for localhost:8000": (ask_for_a_link, "Open this link"),
    "Your code to confirm this address at localhost:8000": (
        sign_in_unconfirmed,
        "Your code to confirm this address:",
    ),
    "Your password for localhost:8000 was replaced": (use_the_link, "with the link that we mailed"),
    "Your password for localhost:8000 was changed": (change_the_password, "was changed. The old"),
    "A password for localhost:8000 was set": (set_a_password, "can now also sign in"),
    "Your authenticator app for localhost:8000 was turned off": (
        turn_the_app_off,
        "no longer asks",
    ),
    "A passkey for localhost:8000 was removed": (remove_a_passkey, "cannot be used to sign in"),
}


@pytest.mark.parametrize("subject", MAILS)
def test_mail_about_signing_in_says_what_why_and_what_to_do(db: None, subject: str) -> None:
    act, words = MAILS[subject]
    act()
    check(subject, words, EMAIL)


@pytest.mark.django_db(transaction=True)
def test_mails_about_the_app_and_its_recovery_codes() -> None:
    post("2fa/recovery-codes/generate/", {}, set_up_an_app())
    subject = "Your authenticator app for localhost:8000 was turned on"
    check(subject, "signing in also asks for its code", EMAIL)
    check("New recovery codes for localhost:8000 were made", "The earlier ones", EMAIL)


@pytest.mark.parametrize(
    "act", [ask_for_a_code_without_an_account, ask_for_a_link_without_an_account]
)
def test_mail_to_an_address_without_an_account(db: None, act: Callable[[], None]) -> None:
    act()
    subject = "No account with this address at localhost:8000"
    check(subject, "There is no account with this address", "nobody@example.org")


def test_mail_about_a_new_passkey(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    add_a_passkey(monkeypatch)
    check("A passkey for localhost:8000 was added", "A passkey was added for", EMAIL)


def check(subject: str, words: str, to: str) -> None:
    """Asserts one mail of this subject, to this person, that says all it has to."""
    (found,) = [one for one in mail.outbox if one.subject == subject]
    text = " ".join(str(found.body).split())
    assert found.to == [to]
    assert words in text
    assert "You get this because" in text
    assert "If it was not you, " in text
    assert [stock for stock in STOCK if stock in text] == []
    assert "&#" not in text


def test_notice_says_when_from_where_and_where_to_look(db: None) -> None:
    change_the_password()
    text = str(mail.outbox[-1].body)
    assert re.search(r"^When: \w{3} \d{1,2}, \d{4}, .+ UTC$", text, re.MULTILINE)
    assert "From: 127.0.0.1" in text
    assert "http://localhost:8000/accounts/2fa/" in text


def test_every_mail_and_message_that_can_be_sent_is_in_our_words() -> None:
    library = Path(allauth.__file__).parent / "templates"
    names = [
        str(path.relative_to(library))
        for path in sorted(library.glob("[am][cf]*/*/*.txt"))
        if path.parent.name in ("email", "messages") and not path.name.startswith(NEVER)
    ]
    ours = settings.BASE_DIR / "templates"
    stock = [name for name in names if not (ours / name).exists()]
    assert stock == [
        "account/email/email_confirmation_signup_message.txt",
        "account/email/email_confirmation_signup_subject.txt",
    ]  # they include ours
    assert str(get_template(names[0]).template.origin.name).startswith(str(ours))


def test_code_without_a_mail_server_is_refused_in_a_sentence(db: None, settings: Any) -> None:
    settings.MAILERS = mail_server_at(free_port())
    person()
    answer = post("login/code/", {"email": EMAIL})
    assert answer.status_code == 503
    assert "Mail cannot be sent just now" in answer.content.decode()


def test_address_that_the_mail_server_refuses_is_named_as_the_cause(
    db: None, settings: Any, inbox: Inbox
) -> None:
    inbox.refuses.add(EMAIL)
    settings.MAILERS = mail_server_at(inbox.port)
    person()
    answer = post("login/code/", {"email": EMAIL})
    assert answer.status_code == 503
    assert "The mail server did not take this address" in answer.content.decode()


def test_change_stands_although_its_notice_cannot_be_mailed(db: None, settings: Any) -> None:
    user = person()
    client = sign_in(user)
    settings.MAILERS = mail_server_at(free_port())
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = post("password/change/", values, client).content.decode()
    assert "Your password is changed." in page
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_new_code_is_sent_from_the_page_that_asks_for_it(db: None, mailoutbox: list[Any]) -> None:
    person()
    client = Client()
    page = post("login/code/", {"email": EMAIL}, client)
    assert "Send a new code" in page.text
    again = post("login/code/confirm/", {"action": "resend"}, client)
    assert again.status_code == 200
    first, second = (re.search(r"^\s*([A-Z0-9-]{6,})\s*$", one.body, re.M) for one in mailoutbox)
    assert first
    assert second
    assert first[1] != second[1]
    assert post("login/code/confirm/", {"code": second[1]}, client).wsgi_request.user.email == EMAIL
