"""Sign-in, fitted to the product: nobody signs up alone, and secrets are encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from config.network import network_address


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation or are made by `create_convener`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Counts attempts by the client, not by the proxy: one stranger cannot lock out all."""
        return network_address(request) or super().get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the product's own address as well."""
        host = urlsplit(settings.BASE_URL).netloc
        site = {"name": host, "domain": host}
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The product's own address, whatever the request's Host header says."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return str(settings.BASE_URL + path)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts TOTP secrets and recovery seeds with a key derived from SECRET_KEY."""

    def _cipher(self) -> Fernet:
        key = hashlib.sha256(b"second-factor:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Partnerships"}
