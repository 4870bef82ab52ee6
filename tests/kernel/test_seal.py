"""The seal of a scope: what injected SQL writes into the settings does not count."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from partnerships.models import User
from tests.cast import House, signed_in
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


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(
    ("escape", "words"),
    [
        ("RESET ROLE", FORGED),
        ("SET LOCAL ROLE csp_login", FORGED),
        ("RESET ROLE; SET LOCAL tenancy.convener = ''", FORGED),
        ("COMMIT", "no scope is open"),
        ("ROLLBACK", "no scope is open"),
        ("RESET ALL; RESET ROLE", "no scope is open"),
        ("DISCARD ALL", "cannot run inside a transaction block"),
    ],
)
def test_injected_statement_that_leaves_a_scope_reads_no_credential(
    prairie: House, escape: str, words: str
) -> None:
    signed_in(prairie.members["owner"].user_id)  # a web session and a password hash to find
    for table in ("django_session", "partnerships_user"):
        with pytest.raises(DatabaseError, match=words), prairie.scope():
            sql(f"{escape}; SELECT * FROM {table}")
        connection.close()  # what an injected COMMIT left of the transaction
    assert sql("SELECT count(*) FROM django_session") == [(1,)]


def test_savepoint_of_a_scope_does_not_bring_the_login_s_seal_back(prairie: House) -> None:
    with transaction.atomic():
        assert User.objects.count() > 0
        with prairie.scope(), refused("no scope is open"):
            sql("SAVEPOINT injected")
            sql("RESET ROLE; SET LOCAL tenancy.seal = ''; SELECT * FROM partnerships_user")


def test_login_role_itself_reads_no_credential_without_the_seal(prairie: House) -> None:
    signed_in(prairie.members["owner"].user_id)
    assert User.objects.count() > 0
    with refused("no scope is open"), connection.wrap_database_errors:
        connection.connection.execute("SELECT * FROM partnerships_user")
