"""The seal of a scope: what injected SQL writes into the settings does not count."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.cast import House
from tests.kernel.raw_sql import DENIED, refused, sql

FORGED = "not one that the application opened"


@pytest.mark.parametrize("setting", ["convener", "agency", "subject", "expires", "seal"])
def test_setting_forged_inside_a_scope_is_refused(
    prairie: House, rival: House, setting: str
) -> None:
    forged = {"expires": "99999999999"}.get(setting, str(rival.convener.pk))
    with prairie.scope(), refused(FORGED):
        sql(f"SET LOCAL tenancy.{setting} = '{forged}'")
        sql("SELECT * FROM partnerships_region")


@pytest.mark.parametrize(
    ("role", "table"),
    [
        ("csp_state", "metrics_sharedcount"),
        ("csp_link", "partnerships_convener"),
        ("csp_dispatch", "partnerships_convener"),
    ],
)
def test_other_scope_s_role_put_on_inside_a_scope_is_refused(
    prairie: House, rival: House, role: str, table: str
) -> None:
    with prairie.scope(), refused(FORGED):
        sql(f"SET LOCAL ROLE {role}")
        for setting in ("convener", "agency"):
            sql(f"SET LOCAL tenancy.{setting} = '{rival.convener.pk}'")
        sql(f"SELECT id FROM {table}")


def test_scope_open_for_too_long_is_refused(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.tenancy.seals.LIFETIME", -1)
    with prairie.scope(), refused("the scope has expired"):
        sql("SELECT * FROM partnerships_region")


def test_seal_of_another_key_is_refused(prairie: House, settings: Any) -> None:
    settings.SECRET_KEY = "another-" + "x" * 50
    with prairie.scope(), refused(FORGED):
        sql("SELECT * FROM partnerships_region")


def test_key_of_the_seal_is_read_by_no_role_of_a_request(prairie: House) -> None:
    with refused(DENIED):
        sql("SELECT * FROM tenancy.seal_key")
    with prairie.scope(), refused(DENIED):
        sql("SELECT * FROM tenancy.seal_key")


def test_role_taken_off_inside_a_scope_is_the_known_limit(prairie: House) -> None:
    """Injected SQL that gets as far as a statement of its own is the login role, which reads
    credentials. Neither it nor any role of a request reads tenant rows then."""
    with prairie.scope(), transaction.atomic():
        sql("RESET ROLE")
        assert sql("SELECT current_user") == [("csp_login",)]
        with refused(DENIED):
            sql("SELECT * FROM partnerships_region")
        transaction.set_rollback(True)
