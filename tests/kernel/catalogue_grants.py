"""The walk over the catalogue: who holds what on which table and column."""

from __future__ import annotations

from typing import Any

from config.tenancy.tables import (
    Credential,
    Reference,
    Root,
    Shared,
    Tenant,
    TwoParty,
)
from tests.kernel.catalogue_classes import classes, rows

MAINTENANCE = {"SELECT", "INSERT", "UPDATE", "DELETE"}
RUNTIME_ROLES = ("csp_login", "csp_convener", "csp_state", "csp_link", "csp_dispatch", "csp_maint")


def _expected_grants(table: str, kind: Any) -> dict[tuple[str, str], set[str]]:
    """`(role, privilege)` to columns; {"*"} is the whole table."""
    whole = {"*"}
    expected = {("csp_maint", privilege): whole for privilege in MAINTENANCE}

    def add(role: str, operations: str) -> None:
        expected.update({(role, one.strip()): whole for one in operations.split(",")})

    match kind:
        case Credential(operations=operations):
            add("csp_login", operations)
        case Reference():
            for role in RUNTIME_ROLES:
                expected.setdefault((role, "SELECT"), whole)
        case Root():
            add("csp_convener", "SELECT")
            expected[("csp_convener", "UPDATE")] = set(kind.update)
            add("csp_link", "SELECT")
        case Tenant(operations=operations):
            add("csp_convener", operations)
        case TwoParty():
            add("csp_convener", "SELECT, INSERT, UPDATE, DELETE")
        case Shared():
            add("csp_convener", "SELECT, INSERT, UPDATE, DELETE")
            add("csp_state", "SELECT")
    link, dispatch = getattr(kind, "link", None), getattr(kind, "dispatch", None)
    if link:
        key = () if link.select == "*" else ("id", "convener_id", link.column)
        expected |= _partial("csp_link", link, key)
    if dispatch:
        expected |= _partial("csp_dispatch", dispatch, ("id",))
    return expected


def _partial(role: str, access: Any, key: tuple[str, ...]) -> dict[tuple[str, str], set[str]]:
    found = {}
    if access.select:
        found[(role, "SELECT")] = {"*"} if access.select == "*" else {*access.select, *key}
    if access.update:
        found[(role, "UPDATE")] = {"*"} if access.update == "*" else set(access.update)
    if access.insert:
        found[(role, "INSERT")] = {"*"}
    return found


def _actual_grants(cursor: Any) -> dict[str, dict[tuple[str, str], set[str]]]:
    query = """
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, '*', a.is_grantable
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
        CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
        UNION ALL
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, t.attname, a.is_grantable
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
        JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped
        CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
    """
    found: dict[str, dict[tuple[str, str], set[str]]] = {}
    for table, role, privilege, column, grantable in rows(cursor, query):
        name = f"{privilege} WITH GRANT OPTION" if grantable else privilege
        found.setdefault(table, {}).setdefault((role, name), set()).add(column)
    return found


def grants(cursor: Any) -> list[str]:
    actual, found = _actual_grants(cursor), []
    expected = {
        table: {} if kind is None else _expected_grants(table, kind)
        for table, kind in classes().items()
    }
    expected["django_migrations"] = {
        ("csp_login", "SELECT"): {"*"},
        ("csp_maint", "SELECT"): {"*"},
    }
    for table in sorted({*actual, *expected}):
        should, does = expected.get(table, {}), actual.get(table, {})
        for role, privilege in sorted({*should, *does}):
            more = does.get((role, privilege), set()) - should.get((role, privilege), set())
            less = should.get((role, privilege), set()) - does.get((role, privilege), set())
            if more:
                found.append(f"{role} holds {privilege} on {table} ({', '.join(sorted(more))})")
            if less:
                found.append(f"{role} lacks {privilege} on {table} ({', '.join(sorted(less))})")
    sequences = """
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relkind = 'S' AND a.grantee <> c.relowner
    """
    for sequence, role, privilege in rows(cursor, sequences):
        if (role, privilege) != ("csp_maint", "SELECT"):
            found.append(f"{role} holds {privilege} on sequence {sequence}")
    return found
