"""Every address of the product, read from the resolver, and every row of the access matrix."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix import Row

APPS = ("config", "partnerships", "stakeholders", "agreements", "metrics")

#: Library pages: the library's own tests are theirs, so they are listed by name and no more.
LIBRARY = frozenset(
    {
        "api-schema",
        "account_change_password",
        "account_confirm_login_code",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_authenticate",
        "mfa_list_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its route, and the view."""

    name: str
    route: str
    view: Any

    @property
    def is_library(self) -> bool:
        return not self.view.__module__.startswith(APPS)

    @property
    def is_tenant(self) -> bool:
        return self.route.startswith(("c/", "api/v1/c/"))

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")


def addresses() -> list[Address]:
    """Every pattern there is."""
    return sorted(_walk(get_resolver().url_patterns), key=lambda one: (one.name, one.route))


def _walk(patterns: list[Any], spaces: str = "", before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, space, route)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{spaces}{pattern.name}", route, pattern.callback)


def rows() -> dict[str, Row]:
    """The whole matrix. Raises AssertionError when two files claim one address."""
    found: dict[str, Row] = {}
    for module in (
        "tests.kernel.access_rows",
        *(f"tests.{app}.access_rows" for app in APPS[1:]),
        "tests.kernel.access_rows_api",
    ):
        own: dict[str, Row] = importlib.import_module(module).ROWS
        assert not found.keys() & own.keys(), f"{module} repeats {found.keys() & own.keys()}"
        found |= own
    return found
