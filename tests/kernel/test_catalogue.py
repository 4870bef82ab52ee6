"""The database as `migrate` built it, and faults planted in it: each is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import superuser_connection
from tests.kernel.catalogue import faults


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    """The superuser in a transaction that is always rolled back."""
    with superuser_connection() as server:
        server.autocommit = False
        yield server.cursor()
        server.rollback()


def test_catalogue_as_built_has_no_fault(cursor: Any) -> None:
    assert faults(cursor) == []


#: What somebody might do by mistake, and the sentence that must tell of it.
PLANTED = {
    "a table nobody classified": (
        "CREATE TABLE forgotten (id int)",
        "public.forgotten is not classified",
    ),
    "a table in a schema of its own": (
        "CREATE SCHEMA side; CREATE TABLE side.notes (id int)",
        "side.notes is not classified",
    ),
    "policies not forced on the owner": (
        "ALTER TABLE partnerships_region NO FORCE ROW LEVEL SECURITY",
        "partnerships_region does not force row-level security",
    ),
    "policies switched off": (
        "ALTER TABLE partnerships_region DISABLE ROW LEVEL SECURITY",
        "partnerships_region does not force row-level security",
    ),
    "sign-in data without its seal": (
        "ALTER TABLE django_session DISABLE ROW LEVEL SECURITY",
        "django_session does not enable row-level security",
    ),
    "sign-in data that a login reads unsealed": (
        "CREATE POLICY open ON partnerships_user TO csp_login USING (true)",
        (
            "policy ('open', 'csp_login', 'ALL', 'true', None) on partnerships_user"
            " is not of its class"
        ),
    ),
    "a grant too many": (
        "GRANT SELECT ON partnerships_user TO csp_convener",
        "csp_convener holds SELECT on partnerships_user (*)",
    ),
    "a column too many": (
        "GRANT SELECT (context) ON partnerships_message TO csp_dispatch",
        "csp_dispatch holds SELECT on partnerships_message (context)",
    ),
    "a grant to everybody": (
        "GRANT SELECT ON partnerships_region TO PUBLIC",
        "PUBLIC holds SELECT on partnerships_region (*)",
    ),
    "the right to truncate": (
        "GRANT TRUNCATE ON partnerships_region TO csp_convener",
        "csp_convener holds TRUNCATE on partnerships_region (*)",
    ),
    "the right to refer": (
        "GRANT REFERENCES ON partnerships_region TO csp_login",
        "csp_login holds REFERENCES on partnerships_region (*)",
    ),
    "an audit trail that can be edited": (
        "GRANT UPDATE ON partnerships_auditevent TO csp_convener",
        "csp_convener holds UPDATE on partnerships_auditevent (*)",
    ),
    "a grant that went missing": (
        "REVOKE SELECT ON partnerships_region FROM csp_convener",
        "csp_convener lacks SELECT on partnerships_region (*)",
    ),
    "a policy that lets everybody in": (
        "CREATE POLICY open ON partnerships_region TO csp_convener USING (true)",
        (
            "policy ('open', 'csp_convener', 'ALL', 'true', None) on partnerships_region"
            " is not of its class"
        ),
    ),
    "a policy dropped": (
        "DROP POLICY convener ON partnerships_region",
        "is missing on partnerships_region",
    ),
    "a link's policy without its subject": (
        (
            "DROP POLICY link_select ON partnerships_magiclink;"
            "CREATE POLICY link_select ON partnerships_magiclink FOR SELECT TO csp_link"
            " USING (convener_id = (SELECT tenancy.convener()))"
        ),
        "policy link_select on partnerships_magiclink has an unknown shape",
    ),
    "a foreign key without the convener": (
        (
            "ALTER TABLE partnerships_partnership ADD CONSTRAINT plain FOREIGN KEY (region_id)"
            " REFERENCES partnerships_region (id)"
        ),
        (
            "foreign key plain from partnerships_partnership to partnerships_region"
            " does not carry the convener"
        ),
    ),
    "a composite foreign key dropped": (
        (
            "ALTER TABLE partnerships_partnership"
            " DROP CONSTRAINT partnerships_partnership_region_id_tenant_fk"
        ),
        (
            "foreign key ('partnerships_partnership', 'region_id', 'partnerships_region')"
            " has no constraint"
        ),
    ),
    "a unique rule across conveners": (
        "CREATE UNIQUE INDEX everywhere ON partnerships_region (name)",
        "unique index everywhere on partnerships_region does not start with the convener",
    ),
    "an index without the convener": (
        "CREATE INDEX alone ON partnerships_region (name)",
        "index alone on partnerships_region does not start with the convener",
    ),
    "a key without its index": (
        "DROP INDEX partnerships_partnership_leader_id_tenant_idx",
        "key leader_id of partnerships_partnership has no index",
    ),
    "a view that reads as its owner": (
        "CREATE VIEW all_regions AS SELECT * FROM partnerships_region",
        "view all_regions reads as its owner",
    ),
    "a materialized view": (
        "CREATE MATERIALIZED VIEW copied AS SELECT * FROM partnerships_region",
        "view copied reads as its owner",
    ),
    "a door nobody listed": (
        (
            "CREATE FUNCTION tenancy.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            " AS 'SELECT count(*) FROM public.partnerships_region'"
        ),
        "tenancy.peek() runs as its owner and is not listed",
    ),
    "a door of another owner": (
        "ALTER FUNCTION tenancy.my_scopes(uuid) OWNER TO postgres",
        "tenancy.my_scopes(uuid) belongs to postgres",
    ),
    "a door without a fixed search path": (
        "ALTER FUNCTION tenancy.my_scopes(uuid) RESET search_path",
        "tenancy.my_scopes(uuid) has no fixed search_path",
    ),
    "a door open to everybody": (
        "GRANT EXECUTE ON FUNCTION tenancy.my_scopes(uuid) TO PUBLIC",
        "PUBLIC may execute tenancy.my_scopes(uuid)",
    ),
    "a role that bypasses policies": (
        "ALTER ROLE csp_convener BYPASSRLS",
        "csp_convener is stronger than it may be",
    ),
    "a login that inherits": (
        "GRANT csp_convener TO csp_login WITH INHERIT TRUE",
        "csp_login is a member of csp_convener, which it may not be like this",
    ),
    "a login that may maintain": (
        "GRANT csp_maint TO csp_login",
        "csp_login is a member of csp_maint, which it may not be like this",
    ),
    "temporary tables": (
        (
            "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO csp_login',"
            " current_database()); END $$"
        ),
        "csp_login may create schemas or temporary tables",
    ),
    "a runtime role that creates tables": (
        "GRANT CREATE ON SCHEMA public TO csp_login",
        "csp_login may create objects in public",
    ),
    "a sequence that tells how many": (
        "GRANT USAGE ON SEQUENCE account_emailaddress_id_seq TO csp_convener",
        "csp_convener holds USAGE on sequence account_emailaddress_id_seq",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_fault_is_found(cursor: Any, name: str) -> None:
    statement, sentence = PLANTED[name]
    cursor.execute(statement)
    assert [fault for fault in faults(cursor) if sentence in fault] != []
