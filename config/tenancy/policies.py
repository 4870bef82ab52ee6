"""Grants, policies and composite keys, made from each model's class after every migrate."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, Model

from config.tenancy.models import TenantForeignKey
from config.tenancy.seals import store_key
from config.tenancy.tables import (
    Columns,
    Credential,
    DispatchAccess,
    LinkAccess,
    Reference,
    Root,
    Shared,
    TableClass,
    Tenant,
    TwoParty,
    classified_models,
)

SQL = Path(__file__).parent / "sql"
ROLES = ("csp_login", "csp_convener", "csp_state", "csp_link", "csp_dispatch", "csp_maint")
OWN = "= (SELECT tenancy.convener())"
SEALED = "(SELECT tenancy.seal_holds())"


def _columns(columns: Columns, always: tuple[str, ...] = ()) -> str:
    if columns == "*":
        return ""
    names = dict.fromkeys((*always, *columns))
    return " (" + ", ".join(f'"{name}"' for name in names) + ")"


def _policy(
    table: str, name: str, role: str, using: str, command: str = "ALL", check: str | None = None
) -> str:
    clauses = "" if command == "INSERT" else f" USING ({using})"
    if command in ("ALL", "INSERT", "UPDATE"):
        clauses += f" WITH CHECK ({check or using})"
    return f'CREATE POLICY "{name}" ON "{table}" FOR {command} TO {role}{clauses}'


def _link_statements(table: str, link: LinkAccess) -> list[str]:
    rows = f'"convener_id" {OWN} AND "{link.column}" = (SELECT tenancy.subject())'
    key = ("id", "convener_id", link.column)
    statements = [
        f'GRANT SELECT{_columns(link.select, key)} ON "{table}" TO csp_link',
        _policy(table, "link_select", "csp_link", rows, "SELECT"),
    ]
    if link.insert:
        statements.append(f'GRANT INSERT ON "{table}" TO csp_link')
        statements.append(_policy(table, "link_insert", "csp_link", rows, "INSERT"))
    if link.update:
        statements.append(f'GRANT UPDATE{_columns(link.update)} ON "{table}" TO csp_link')
        statements.append(_policy(table, "link_update", "csp_link", rows, "UPDATE"))
    return statements


def _dispatch_statements(table: str, dispatch: DispatchAccess) -> list[str]:
    statements = []
    if dispatch.select:
        columns = _columns(dispatch.select, ("id",))
        statements.append(f'GRANT SELECT{columns} ON "{table}" TO csp_dispatch')
    if dispatch.update:
        statements.append(f'GRANT UPDATE{_columns(dispatch.update)} ON "{table}" TO csp_dispatch')
    if dispatch.insert:
        statements.append(f'GRANT INSERT ON "{table}" TO csp_dispatch')
    if statements:
        statements.append(_policy(table, "dispatch", "csp_dispatch", SEALED))
    return statements


def _statements(table: str, kind: TableClass | None) -> list[str]:
    """Everything that makes one table what its class says, from a clean start."""
    reset = f'REVOKE ALL ON "{table}" FROM PUBLIC, {", ".join(ROLES)}'
    if kind is None:
        return [reset]
    for_maintenance = f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO csp_maint'
    return [reset, for_maintenance, *_class_statements(table, kind)]


def _class_statements(table: str, kind: TableClass) -> list[str]:
    secure = f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    maintenance = _policy(table, "maintenance", "csp_maint", "true")
    match kind:
        case Credential(operations=operations):
            # Not forced: a library's migrations change its rows as the owner.
            return [
                f'GRANT {operations} ON "{table}" TO csp_login',
                secure,
                maintenance,
                _policy(table, "login", "csp_login", SEALED),
            ]
        case Reference():
            return [f'GRANT SELECT ON "{table}" TO {", ".join(ROLES)}']
    forced = f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    return [secure, forced, maintenance, *_convener_statements(table, kind)]


def _convener_statements(table: str, kind: Root | Tenant | TwoParty | Shared) -> list[str]:
    own = _policy(table, "convener", "csp_convener", f'"convener_id" {OWN}')
    everything = f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO csp_convener'
    match kind:
        case Root():
            return _root_statements(table, kind)
        case Tenant(operations=operations, link=link, dispatch=dispatch):
            return [
                f'GRANT {operations} ON "{table}" TO csp_convener',
                own,
                *(_link_statements(table, link) if link else []),
                *(_dispatch_statements(table, dispatch) if dispatch else []),
            ]
        case TwoParty(other_column=other):
            theirs = f'"{other}" {OWN}'
            return [
                everything,
                own,
                _policy(table, "other_party", "csp_convener", theirs, "SELECT"),
            ]
        case Shared():
            agency = '"agency_id" = (SELECT tenancy.agency())'
            return [
                everything,
                f'GRANT SELECT ON "{table}" TO csp_state',
                own,
                _policy(table, "agency", "csp_state", agency, "SELECT"),
            ]


def _root_statements(table: str, root: Root) -> list[str]:
    statements = [f'GRANT SELECT ON "{table}" TO csp_convener']
    if root.update:
        statements.append(f'GRANT UPDATE{_columns(root.update)} ON "{table}" TO csp_convener')
    own = f'"id" {OWN}'
    return [
        *statements,
        f'GRANT SELECT ON "{table}" TO csp_link',
        _policy(table, "convener_select", "csp_convener", own, "SELECT"),
        _policy(table, "convener_update", "csp_convener", own, "UPDATE"),
        _policy(table, "link_select", "csp_link", own, "SELECT"),
        *_dispatch_statements(table, root.dispatch),
    ]


def _is_tenant_table(kind: TableClass | None) -> bool:
    return isinstance(kind, Tenant | TwoParty | Shared)


def _key_statements(model: type[Model], kind: TableClass | None) -> list[tuple[str, str]]:
    """`(constraint name, statement)` for the composite keys of one tenant table."""
    if not _is_tenant_table(kind):
        return []
    table = model._meta.db_table
    found = [
        (
            _short(f"{table}_tenant_key"),
            (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{_short(f"{table}_tenant_key")}"'
                ' UNIQUE ("convener_id", "id")'
            ),
        )
    ]
    for key in model._meta.local_fields:
        if isinstance(key, TenantForeignKey):
            name = _short(f"{table}_{key.column}_tenant_fk")
            target = key.remote_field.model._meta.db_table
            found.append(
                (
                    name,
                    (
                        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}"'
                        f' FOREIGN KEY ("convener_id", "{key.column}")'
                        f' REFERENCES "{target}" ("convener_id", "id")'
                        " DEFERRABLE INITIALLY DEFERRED"
                    ),
                )
            )
    return found


def _short(name: str) -> str:
    if len(name) <= 60:
        return name
    return name[:51] + "_" + hashlib.sha256(name.encode()).hexdigest()[:8]


def unscoped_foreign_keys(model: type[Model]) -> list[str]:
    """Foreign keys of a tenant model to another tenant table that do not carry the tenant."""
    from config.tenancy.tables import table_class

    return [
        key.name
        for key in model._meta.local_fields
        if isinstance(key, ForeignKey)
        and not isinstance(key, TenantForeignKey)
        and _is_tenant_table(table_class(key.remote_field.model))
    ]


def reconcile(**_: Any) -> None:
    """Brings functions, keys, grants and policies to what the models say.

    Runs as the owner after every migrate. A table whose statements did not change since the last
    run (their hash stands in the table's comment) is skipped.
    """
    existing = set(connection.introspection.table_names())
    models = [pair for pair in classified_models() if pair[0]._meta.db_table in existing]
    with connection.cursor() as cursor:
        cursor.execute((SQL / "functions.sql").read_text())
        store_key(cursor)
        _add_keys(cursor, models)
        _bring_indexes(cursor, models)
        for model, kind in models:
            _bring_up(cursor, model._meta.db_table, _statements(model._meta.db_table, kind))
        # A dump reads where each identity column stands.
        cursor.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO csp_maint")
        if "django_migrations" in existing:
            cursor.execute('GRANT SELECT ON "django_migrations" TO csp_login, csp_maint')


def _add_keys(cursor: Any, models: list[tuple[type[Model], TableClass | None]]) -> None:
    cursor.execute("SELECT conname FROM pg_constraint WHERE contype IN ('u', 'f')")
    present = {name for (name,) in cursor.fetchall()}
    keys = [pair for model, kind in models for pair in _key_statements(model, kind)]
    # Unique keys first: foreign keys need them as targets.
    for name, statement in sorted(keys, key=lambda pair: "FOREIGN" in pair[1]):
        if name not in present:
            cursor.execute(statement)


def _bring_indexes(cursor: Any, models: list[tuple[type[Model], TableClass | None]]) -> None:
    """An index on `(convener_id, x_id)` for each key that no index of its table begins with; none
    on the key alone, as earlier versions made them: every index leads with the convener."""
    cursor.execute(INDEXED)
    present = {(table, tuple(columns)): name for table, name, columns in cursor.fetchall()}
    leading = {(table, columns[:2]) for table, columns in present}
    for model, _ in models:
        table = model._meta.db_table
        for key in model._meta.local_fields:
            if not isinstance(key, TenantForeignKey):
                continue
            if (table, ("convener_id", key.column)) not in leading:
                name = _short(f"{table}_{key.column}_tenant_idx")
                cursor.execute(
                    f'CREATE INDEX "{name}" ON "{table}" ("convener_id", "{key.column}")'
                )
            if alone := present.get((table, (key.column,))):
                cursor.execute(f'DROP INDEX "{alone}"')


#: Each index over all rows of the product's tables that is no constraint, with its columns in
#: order; and those of constraints, which have no name here: they are not dropped.
INDEXED = """
SELECT c.relname, CASE WHEN i.indisunique THEN '' ELSE n.relname END,
  array_agg(a.attname::text ORDER BY k.place)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
JOIN pg_class n ON n.oid = i.indexrelid
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
WHERE i.indpred IS NULL GROUP BY c.relname, n.relname, i.indisunique
"""


def _bring_up(cursor: Any, table: str, statements: list[str]) -> None:
    mark = "tenancy:" + hashlib.sha256("\n".join(statements).encode()).hexdigest()
    cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [f'public."{table}"'])
    if cursor.fetchone()[0] == mark:
        return
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [table])
    for (policy,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
    for statement in statements:
        cursor.execute(statement)
    cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{mark}'")
