"""The pages on which people sign in and prove who they are, and input that they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django import forms
from django.test import Client

from partnerships.forms import accounts
from partnerships.models import User

PASSWORD = "correct horse battery staple"
EMAIL = "pat@example.org"
NEW = ("password1", "password2")


@dataclass(frozen=True)
class AccountRow:
    """A form of the sign-in library. page: a browser that stands before it, and its address.

    names: what it asks for. leads_back: a refusal leads back to where the script began.
    """

    form: type[forms.BaseForm]
    page: Callable[[], tuple[Client, str]]
    names: tuple[str, ...]
    leads_back: bool = False


def person() -> User:
    """Pat, who signs in with a password."""
    user = User.objects.create_user(email=EMAIL, name="Pat Lee")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


def anonymous(path: str) -> Callable[[], tuple[Client, str]]:
    """A page for somebody who is not signed in."""

    def page() -> tuple[Client, str]:
        person()
        return Client(), path

    return page


def signed_in_at(path: str) -> Callable[[], tuple[Client, str]]:
    """A page for Pat, who has just signed in."""

    def page() -> tuple[Client, str]:
        return sign_in(person()), path

    return page


def sign_in(user: User) -> Client:
    """A browser in which somebody has typed their password."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code_sent() -> tuple[Client, str]:
    person()
    client = Client()
    client.post("/accounts/login/code/", {"email": EMAIL})
    return client, "/accounts/login/code/confirm/"


def without_password() -> tuple[Client, str]:
    user = person()
    client = sign_in(user)
    user.set_unusable_password()
    user.save()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client, "/accounts/password/set/"


def reset_mailed() -> tuple[Client, str]:
    user = person()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    client = Client()
    answer = client.get(f"/accounts/password/reset/key/{key}/")
    return client, answer.headers["Location"]


def second_step() -> tuple[Client, str]:
    user = person()
    TOTP.activate(user, generate_totp_secret())
    return sign_in(user), "/accounts/2fa/authenticate/"


def app_set_up() -> tuple[Client, str]:
    user = person()
    client = sign_in(user)
    TOTP.activate(user, generate_totp_secret())
    return client, "/accounts/2fa/reauthenticate/"


def app_being_set_up() -> tuple[Client, str]:
    client, path = signed_in_at("/accounts/2fa/totp/activate/")()
    client.get(path)
    return client, path


def passkey_asked() -> tuple[Client, str]:
    client, _ = passkey_named()
    return client, "/accounts/2fa/webauthn/reauthenticate/"


def passkey_named() -> tuple[Client, str]:
    user = person()
    client = sign_in(user)
    made = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    return client, f"/accounts/2fa/webauthn/keys/{made.pk}/edit/"


ACCOUNTS: dict[str, AccountRow] = {
    "sign in": AccountRow(
        accounts.LoginForm,
        anonymous("/accounts/login/"),
        ("login", "password"),
    ),
    "code": AccountRow(
        accounts.RequestLoginCodeForm, anonymous("/accounts/login/code/"), ("email",)
    ),
    "code typed": AccountRow(accounts.ConfirmLoginCodeForm, code_sent, ("code",)),
    "reset": AccountRow(
        accounts.ResetPasswordForm, anonymous("/accounts/password/reset/"), ("email",)
    ),
    "reset from key": AccountRow(accounts.ResetPasswordKeyForm, reset_mailed, NEW),
    "change password": AccountRow(
        accounts.ChangePasswordForm,
        signed_in_at("/accounts/password/change/"),
        ("oldpassword", *NEW),
    ),
    "set password": AccountRow(accounts.SetPasswordForm, without_password, NEW),
    "password again": AccountRow(
        accounts.ConfirmPasswordForm,
        signed_in_at("/accounts/reauthenticate/"),
        ("password",),
    ),
    "second step": AccountRow(accounts.AuthenticateForm, second_step, ("code",)),
    "second step, passkey": AccountRow(
        accounts.AuthenticateWebAuthnForm, second_step, ("credential",)
    ),
    "code again": AccountRow(accounts.ConfirmCodeForm, app_set_up, ("code",)),
    "app": AccountRow(accounts.ActivateTOTPForm, app_being_set_up, ("code",)),
    "passkey": AccountRow(
        accounts.AddWebAuthnForm,
        signed_in_at("/accounts/2fa/webauthn/add/"),
        ("name", "credential"),
    ),
    "passkey name": AccountRow(accounts.EditWebAuthnForm, passkey_named, ("name",)),
    "passkey sign-in": AccountRow(
        accounts.LoginWebAuthnForm,
        anonymous("/accounts/2fa/webauthn/login/"),
        ("credential",),
        leads_back=True,
    ),
    "passkey again": AccountRow(
        accounts.ReauthenticateWebAuthnForm,
        passkey_asked,
        ("credential",),
        leads_back=True,
    ),
}
