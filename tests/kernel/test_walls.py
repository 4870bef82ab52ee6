"""Raw SQL against the walls: what an injected statement could do inside one scope."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection

from config.tenancy.scopes import dispatch_scope, link_scope, state_scope
from config.tenancy.tables import Credential, Root, Shared, Tenant, TwoParty
from partnerships.models import AuditEvent, FollowUp, MagicLink, Message, Region
from partnerships.services.audit import SYSTEM, record_event
from partnerships.services.outbox import Envelope, queue_message
from tests.cast import House, signed_in
from tests.kernel.catalogue import classes
from tests.kernel.raw_sql import DENIED, refused, sql


def tables_of(*kinds: type) -> list[str]:
    return sorted(table for table, kind in classes().items() if isinstance(kind, kinds))


@pytest.fixture
def secrets(rival: House) -> House:
    """The rival's rows in the tables of this app, each of which could leak."""
    with rival.scope():
        queue_message(Envelope("notice", "Rex", "rex@rival.example", uuid4(), "rival:1"))
        record_event(SYSTEM, "made a secret", rival.partnership)
        FollowUp.objects.create(
            partnership=rival.partnership,
            kind="call",
            source_id=uuid4(),
            title="Rival's secret",
            due_on="2026-11-23",
        )
    return rival


# --- Inside one convener's scope --------------------------------------------------------------


def test_scope_finds_no_row_of_another_convener_in_any_table(
    prairie: House, secrets: House
) -> None:
    with secrets.scope():
        filled = [t for t in tables_of(Tenant) if sql(f'SELECT count(*) FROM "{t}"') != [(0,)]]
    assert {"partnerships_message", "partnerships_auditevent"} <= set(filled)
    with prairie.scope():
        for table in tables_of(Tenant, TwoParty, Shared):
            found = sql(
                f'SELECT count(*) FROM "{table}" WHERE convener_id <> %s', prairie.convener.pk
            )
            assert found == [(0,)], table
        assert sql("SELECT slug FROM partnerships_convener") == [("prairie",)]


def test_scope_changes_no_row_of_another_convener(prairie: House, secrets: House) -> None:
    rival = secrets.convener.pk
    with prairie.scope():
        for table in tables_of(Tenant, TwoParty, Shared):
            if "DELETE" in getattr(classes()[table], "operations", "DELETE"):
                gone = sql(f'DELETE FROM "{table}" WHERE convener_id = %s RETURNING 1', rival)
                assert gone == [], table
        changed = "UPDATE partnerships_region SET name = 'taken' WHERE convener_id = %s RETURNING 1"
        assert sql(changed, rival) == []
        assert sql("UPDATE partnerships_convener SET name = 'taken' RETURNING slug") == [
            ("prairie",)
        ]
    with secrets.scope():
        assert Region.objects.get().name == "South Central"


@pytest.mark.parametrize(
    "change", ["level = 'state'", "slug = 'agency'", "state = 'DE'", "kind = 'chamber'"]
)
def test_convener_cannot_make_itself_another_one(prairie: House, change: str) -> None:
    with prairie.scope(), refused("permission denied"):
        sql(f"UPDATE partnerships_convener SET {change}")
    with prairie.scope():
        assert sql("SELECT slug, level, state FROM partnerships_convener") == [
            ("prairie", "regional", "MN")
        ]


def test_scope_adds_no_row_to_another_convener(prairie: House, rival: House) -> None:
    add = "INSERT INTO partnerships_region (convener_id, name, created_at) VALUES (%s, 'x', now())"
    with prairie.scope(), refused("row-level security"):
        sql(add, rival.convener.pk)


def test_scope_gives_no_row_away(prairie: House, rival: House) -> None:
    with prairie.scope(), refused("row-level security"):
        sql("UPDATE partnerships_region SET convener_id = %s", rival.convener.pk)


def test_scope_overwrites_no_row_by_its_key(prairie: House, rival: House) -> None:
    overwrite = (
        "INSERT INTO partnerships_region (id, convener_id, name, created_at)"
        " VALUES (%s, %s, 'taken', now()) ON CONFLICT (id) DO UPDATE SET name = 'taken'"
    )
    with prairie.scope(), refused("row-level security"):
        sql(overwrite, rival.region.pk, prairie.convener.pk)


def test_scope_refers_to_no_row_of_another_convener(prairie: House, rival: House) -> None:
    with prairie.scope(), refused("violates foreign key", IntegrityError):
        sql("UPDATE partnerships_partnership SET region_id = %s", rival.region.pk)
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_deferred_reference_to_another_convener_fails_at_commit(
    transactional_db: None, prairie: House, rival: House
) -> None:
    with pytest.raises(IntegrityError, match="violates foreign key"), prairie.scope():
        sql("UPDATE partnerships_partnership SET region_id = %s", rival.region.pk)
    with prairie.scope():
        assert sql("SELECT region_id FROM partnerships_partnership") == [(prairie.region.pk,)]


def test_scope_reads_no_credential_table(prairie: House) -> None:
    signed_in(prairie.members["owner"].user_id)  # a web session and a password hash to find
    for table in tables_of(Credential):
        with prairie.scope(), refused():
            sql(f'SELECT * FROM "{table}"')
        with prairie.scope(), refused():
            sql(f'COPY "{table}" TO STDOUT')
    assert {"django_session", "account_emailaddress", "mfa_authenticator", "partnerships_user"} <= (
        set(tables_of(Credential))
    )


def test_scope_joins_no_credential_table_through_its_foreign_key(prairie: House) -> None:
    with prairie.scope(), refused():
        sql("SELECT u.password FROM partnerships_membership m JOIN partnerships_user u ON true")


@pytest.mark.parametrize(
    "call",
    [
        "tenancy.my_scopes('00000000-0000-0000-0000-000000000000')",
        "tenancy.open_link('x')",
        "tenancy.open_token('x', 'rival')",
    ],
)
def test_scope_opens_no_door_of_the_login_role(prairie: House, call: str) -> None:
    with prairie.scope(), refused():
        sql(f"SELECT * FROM {call}")


def test_audit_events_cannot_be_changed_or_removed(prairie: House) -> None:
    with prairie.scope():
        record_event(SYSTEM, "happened", prairie.partnership)
        for statement in (
            "UPDATE partnerships_auditevent SET verb = 'x'",
            "DELETE FROM partnerships_auditevent",
        ):
            with refused():
                sql(statement)
        assert AuditEvent.objects.get().verb == "happened"


#: Statements that must fail in a scope, with a part of PostgreSQL's answer.
FORBIDDEN = {
    "CREATE TEMPORARY TABLE t (id int)": DENIED,
    "CREATE TABLE public.t (id int)": DENIED,
    "CREATE TABLE tenancy.t (id int)": DENIED,
    "CREATE SCHEMA mine": DENIED,
    "CREATE EXTENSION citext": DENIED,
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'": DENIED,
    "CREATE VIEW public.v AS SELECT * FROM partnerships_region": DENIED,
    "TRUNCATE partnerships_region CASCADE": DENIED,
    "ALTER TABLE partnerships_region DISABLE ROW LEVEL SECURITY": "must be owner",
    "DROP POLICY convener ON partnerships_region": "must be owner",
    "LOCK TABLE partnerships_user": DENIED,
    "SET SESSION AUTHORIZATION csp_owner": DENIED,
    "SET ROLE csp_owner": DENIED,
    "SET ROLE csp_maint": DENIED,
    "SET ROLE postgres": DENIED,
    "GRANT csp_maint TO csp_login": DENIED,
    "ALTER ROLE csp_owner PASSWORD 'x'": DENIED,
    "COPY partnerships_region TO PROGRAM 'cat'": DENIED,
    "COPY (SELECT 1) TO '/tmp/x'": DENIED,
    "COPY partnerships_region FROM '/etc/passwd'": DENIED,
    "SELECT pg_read_file('/etc/passwd')": DENIED,
    "SELECT pg_ls_dir('/')": DENIED,
    "SELECT lo_from_bytea(0, 'kept for the next tenant')": DENIED,
    "SELECT lo_create(0)": DENIED,
    "SELECT lo_import('/etc/passwd')": DENIED,
    "SELECT query FROM pg_stat_activity": DENIED,
    "SELECT pg_stat_get_activity(NULL)": DENIED,
    "SELECT pg_stat_get_backend_activity(n) FROM pg_stat_get_backend_idset() n": DENIED,
    "SELECT * FROM pg_statistic": DENIED,
    "SELECT rolpassword FROM pg_authid": DENIED,
    "SELECT pg_reload_conf()": DENIED,
    "SELECT set_config('role', 'none', true)": DENIED,
    "SELECT set_config('tenancy.convener', '', true)": DENIED,
    "SELECT * FROM ts_stat('SELECT NULL::tsvector')": DENIED,
    "SELECT ts_rewrite('a'::tsquery, 'SELECT NULL::tsquery, NULL::tsquery')": DENIED,
    "SELECT query_to_xml('SELECT 1', true, true, '')": DENIED,
    "SELECT table_to_xml('partnerships_region', true, true, '')": DENIED,
    "SELECT database_to_xml(true, true, '')": DENIED,
    "SELECT tenancy.agency()": "no agency scope is open",
    "SELECT tenancy.subject()": "no subject scope is open",
}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_scope_may_not_run(prairie: House, statement: str) -> None:
    with prairie.scope(), refused(FORBIDDEN[statement], DatabaseError):
        sql(statement)


def test_row_security_switched_off_is_an_error_and_no_way_out(prairie: House) -> None:
    with prairie.scope(), refused("row-level security"):
        sql("SET LOCAL row_security = off")
        sql("SELECT * FROM partnerships_region")


def test_copy_obeys_the_policies(prairie: House, rival: House) -> None:
    with prairie.scope(), connection.cursor() as cursor:
        with cursor.copy("COPY partnerships_region (convener_id) TO STDOUT") as copy:
            assert bytes(b"".join(copy)).decode().split() == [str(prairie.convener.pk)]


def test_forgotten_convener_is_an_error_and_not_every_row(prairie: House) -> None:
    with prairie.scope(), refused("no convener scope is open"):
        sql("SET LOCAL tenancy.convener = ''")
        sql("SELECT * FROM partnerships_region")


def test_explain_counts_rows_and_is_therefore_never_shown(prairie: House, rival: House) -> None:
    """A known limit: EXPLAIN ANALYZE tells how many rows a policy hid, never what they hold."""
    with prairie.scope():
        plan = sql("EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM partnerships_region")
        assert str(rival.convener.pk) not in str(plan)
        assert "South Central" not in str(plan)


# --- The other scopes -------------------------------------------------------------------------


def test_login_role_reads_no_table_of_any_convener(prairie: House) -> None:
    for table in tables_of(Tenant, TwoParty, Shared, Root):
        with refused():
            sql(f'SELECT * FROM "{table}"')


def test_link_scope_reads_and_adds_for_its_subject_only(prairie: House) -> None:
    mine, other = uuid4(), uuid4()
    with prairie.scope():
        for number, subject in enumerate((mine, other)):
            queue_message(Envelope("notice", "Tom", "tom@x.example", subject, f"key:{number}"))
    with link_scope(prairie.convener.pk, mine):
        assert [message.subject_id for message in Message.objects.all()] == [mine]
        assert sql("SELECT DISTINCT subject_id FROM partnerships_message") == [(mine,)]
        with refused("row-level security"):
            queue_message(Envelope("notice", "Tom", "tom@x.example", other, "key:3"))


def test_link_scope_reads_nothing_that_declares_no_link(prairie: House, rival: House) -> None:
    closed = [
        table
        for table in tables_of(Tenant, TwoParty, Shared, Credential)
        if getattr(classes()[table], "link", None) is None
    ]
    assert {"partnerships_membership", "partnerships_partnership", "partnerships_user"} <= set(
        closed
    )
    with link_scope(prairie.convener.pk, uuid4()):
        for table in closed:
            with refused():
                sql(f'SELECT * FROM "{table}"')
        assert sql("SELECT slug FROM partnerships_convener") == [("prairie",)]


def test_link_scope_updates_its_declared_columns_only(prairie: House) -> None:
    with link_scope(prairie.convener.pk, uuid4()):
        sql("UPDATE partnerships_magiclink SET used_at = now()")
        for column in ("subject_id", "expires_at", "recipient_email", "token_hash"):
            with refused():
                sql(f"UPDATE partnerships_magiclink SET {column} = {column}")
        with refused():
            MagicLink.objects.all().delete()


def test_dispatch_scope_reads_its_declared_columns_only(prairie: House, secrets: House) -> None:
    with dispatch_scope():
        assert len(sql("SELECT id, convener_id, state FROM partnerships_message")) == 1
        for column in ("context", "to_name", "subject_id", "*"):
            with refused():
                sql(f"SELECT {column} FROM partnerships_message")
        with refused():
            sql("DELETE FROM partnerships_message")
        with refused():
            sql("UPDATE partnerships_message SET to_email = 'thief@example.org'")


def test_dispatch_scope_reads_nothing_that_declares_no_dispatch(prairie: House) -> None:
    closed = [
        table
        for table in tables_of(Tenant, TwoParty, Shared, Credential)
        if getattr(classes()[table], "dispatch", None) is None
    ]
    with dispatch_scope():
        for table in closed:
            with refused():
                sql(f'SELECT * FROM "{table}"')


def test_state_scope_reads_nothing_but_shared_tables(prairie: House, agency: House) -> None:
    with state_scope(agency.convener.pk):
        for table in tables_of(Tenant, TwoParty, Root, Credential):
            with refused():
                sql(f'SELECT * FROM "{table}"')
        for table in tables_of(Shared):
            assert sql(f'SELECT * FROM "{table}"') == []
            with refused():
                sql(f'DELETE FROM "{table}"')


# --- Other sessions ---------------------------------------------------------------------------


def test_other_sessions_cannot_be_read_or_ended_from_a_scope(prairie: House) -> None:
    values = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "client_encoding"):
        values.pop(name, None)
    with psycopg.connect(**values) as other, prairie.scope():
        other.execute("SELECT 'a literal of another tenant'")
        with refused("permission denied"):
            sql("SELECT pg_terminate_backend(%s)", other.info.backend_pid)


def test_another_thread_has_no_scope(prairie: House) -> None:
    seen: list[Any] = []

    def look() -> None:
        try:
            Region.objects.count()
        except RuntimeError as error:
            seen.append(type(error).__name__)
        finally:
            connection.close()

    with prairie.scope():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["ScopeRequired"]
