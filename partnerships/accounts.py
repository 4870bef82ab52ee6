"""Sign-in, fitted to the product: nobody signs up alone, and secrets are encrypted at rest."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from config.encryption import cipher
from config.network import network_address

WRONG_CODE = "This is not the code, or it is too old. Look again, or send a new code."
#: Nobody sends this code: an app shows it, or it is one of the recovery codes.
WRONG_SECOND_CODE = "This is not the code, or it was used or is too old. Look again."
TOO_OFTEN = "This was tried very often. Wait a few minutes, then try again."
#: Mails that tell of a change; all others carry what somebody waits for.
NOTICES = {
    *(f"account/email/password_{what}" for what in ("changed", "reset", "set")),
    *(f"mfa/email/totp_{what}" for what in ("activated", "deactivated")),
    *(f"mfa/email/webauthn_{what}" for what in ("added", "removed")),
    "mfa/email/recovery_codes_generated",
}

_log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation or are made by `create_convener`."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The address or the password is not right. Check both, or have "
        "a code sent to you.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link was used already or is too old. Ask for a new one.",
        "rate_limited": TOO_OFTEN,
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Counts attempts by the client, not by the proxy: one stranger cannot lock out all."""
        return network_address(request) or super().get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the product's own address as well.

        Without a mail server there is no code and no link, and a page says to try again in a
        minute; a change that is made stands without its notice.
        """
        host = urlsplit(settings.BASE_URL).netloc
        facts = {
            "current_site": {"name": host, "domain": host},
            "security_url": settings.BASE_URL + reverse("mfa_index"),
        }
        try:
            super().send_mail(template_prefix, email, {**context, **facts})
        except OSError as error:  # smtplib's errors are among them
            _log.warning("A sign-in mail was not accepted: %s", error)
            if template_prefix in NOTICES:
                return  # what it tells of is made already
            refused = isinstance(error, SMTPRecipientsRefused)
            page = render(self.request, "503.html", {"refused": refused}, status=503)
            raise ImmediateHttpResponse(page) from error

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The product's own address, whatever the request's Host header says."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return str(settings.BASE_URL + path)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts TOTP secrets and recovery seeds with a key derived from SECRET_KEY."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_SECOND_CODE,
        "cannot_delete_authenticator": "This way to sign in has to stay.",
        "cannot_generate_recovery_codes": "Set up an authenticator app first.",
        "unverified_email": "Confirm your address first.",
    }

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002  # the library's
        """What a new passkey is called until its owner names it: “Passkey”, “Passkey 2”."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}" if number > 1 else "Passkey"

    def encrypt(self, text: str) -> str:
        return cipher("second-factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher("second-factor").decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Partnerships"}
