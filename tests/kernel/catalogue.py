"""The walk over PostgreSQL's own catalogue: is the database as the models' classes say?

It reads what `migrate` built and shares no code with the reconciler that built it. `faults`
returns one sentence for each thing that is not as it should be.
"""

from __future__ import annotations

import re
from typing import Any

from config.tenancy.tables import (
    Credential,
    Reference,
    Root,
    Shared,
    Tenant,
    TwoParty,
    classified_models,
)

SCOPED = (Root, Tenant, TwoParty, Shared)
MAINTENANCE = {"SELECT", "INSERT", "UPDATE", "DELETE"}
RUNTIME_ROLES = ("csp_login", "csp_convener", "csp_state", "csp_link", "csp_dispatch", "csp_maint")

#: Every SECURITY DEFINER function there is, with the roles that may call it.
DOORS = {
    "tenancy.my_scopes(uuid)": {"csp_login"},
    "tenancy.open_link(bytea)": {"csp_login"},
    "tenancy.open_token(bytea,text)": {"csp_login"},
    "tenancy.agencies()": {"csp_login", "csp_convener"},
    "tenancy.verify_document(text,text)": {"csp_login"},
    "tenancy.seal_holds()": {"csp_convener", "csp_state", "csp_link", "csp_dispatch"},
}
#: Holds no tenant's rows; only the owner and `tenancy.seal_holds()` read it.
SEAL_KEY = ("tenancy", "seal_key")
#: Schemas of the suite itself.
TEST_SCHEMAS = ("testing",)

CONVENER = "(convener_id = ( SELECT tenancy.convener() AS convener))"
OWN_ROOT = "(id = ( SELECT tenancy.convener() AS convener))"
SEALED = "( SELECT tenancy.seal_holds() AS seal_holds)"
AGENCY = "(agency_id = ( SELECT tenancy.agency() AS agency))"
LINK = re.compile(
    r"^\(\(convener_id = \( SELECT tenancy\.convener\(\) AS convener\)\) AND "
    r"\((\w+) = \( SELECT tenancy\.subject\(\) AS subject\)\)\)$"
)


def faults(cursor: Any) -> list[str]:
    """Everything in the connected database that breaks a rule of the kernel."""
    found: list[str] = []
    for walk in (
        _tables,
        _seal_key,
        _grants,
        _policies,
        _foreign_keys,
        _unique_indexes,
        _views,
        _functions,
        _roles,
        _schemas,
    ):
        found += walk(cursor)
    return found


def classes() -> dict[str, Any]:
    """Table name to tenancy class, as the models say."""
    return {model._meta.db_table: kind for model, kind in classified_models()}


def _rows(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _tables(cursor: Any) -> list[str]:
    known, found = classes(), []
    query = """
        SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
               pg_get_userbyid(c.relowner)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT LIKE 'pg\\_%%'
          AND n.nspname <> 'information_schema'
    """.replace("%%", "%")
    for table, kind, enabled, forced, schema, owner in _rows(cursor, query):
        if table == "django_migrations" or (schema, table) == SEAL_KEY:
            continue
        if schema != "public" or kind != "r" or known.get(table) is None:
            found.append(f"{schema}.{table} is not classified")
            continue
        if owner != "csp_owner":
            found.append(f"{table} belongs to {owner}")
        if isinstance(known[table], SCOPED) and not (enabled and forced):
            found.append(f"{table} does not force row-level security")
    present = {row[0] for row in _rows(cursor, "SELECT relname FROM pg_class WHERE relkind = 'r'")}
    return found + [f"{table} has a model and no table" for table in known.keys() - present]


def _seal_key(cursor: Any) -> list[str]:
    query = """
        SELECT a.grantee::regrole::text, a.privilege_type
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = 'tenancy.seal_key'::regclass AND a.grantee <> c.relowner
    """
    grants = set(_rows(cursor, query))
    return [] if grants == {("csp_maint", "SELECT")} else [f"the key of the seal: {grants}"]


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
    for table, role, privilege, column, grantable in _rows(cursor, query):
        name = f"{privilege} WITH GRANT OPTION" if grantable else privilege
        found.setdefault(table, {}).setdefault((role, name), set()).add(column)
    return found


def _grants(cursor: Any) -> list[str]:
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
    for sequence, role, privilege in _rows(cursor, sequences):
        if (role, privilege) != ("csp_maint", "SELECT"):
            found.append(f"{role} holds {privilege} on sequence {sequence}")
    return found


Policy = tuple[str, str, str, str | None, str | None]


def _expected_policies(kind: Any) -> set[Policy]:
    """`(name, role, command, using, with check)`."""
    expected: set[Policy] = {("maintenance", "csp_maint", "ALL", "true", "true")}
    match kind:
        case Root():
            expected |= {
                ("convener_select", "csp_convener", "SELECT", OWN_ROOT, None),
                ("convener_update", "csp_convener", "UPDATE", OWN_ROOT, OWN_ROOT),
                ("link_select", "csp_link", "SELECT", OWN_ROOT, None),
            }
        case Tenant() | TwoParty() | Shared():
            expected.add(("convener", "csp_convener", "ALL", CONVENER, CONVENER))
    if isinstance(kind, TwoParty):
        other = CONVENER.replace("convener_id", kind.other_column)
        expected.add(("other_party", "csp_convener", "SELECT", other, None))
    if isinstance(kind, Shared):
        expected.add(("agency", "csp_state", "SELECT", AGENCY, None))
    dispatch = getattr(kind, "dispatch", None)
    if dispatch and (dispatch.select or dispatch.update or dispatch.insert):
        expected.add(("dispatch", "csp_dispatch", "ALL", SEALED, SEALED))
    return expected


def _link_policies(link: Any) -> set[tuple[str, str]]:
    """`(name, command)` of the policies of a magic link."""
    wanted = {("link_select", "SELECT", True), ("link_insert", "INSERT", link.insert)}
    wanted.add(("link_update", "UPDATE", bool(link.update)))
    return {(name, command) for name, command, is_wanted in wanted if is_wanted}


def _policies(cursor: Any) -> list[str]:
    known, found = classes(), []
    query = """
        SELECT tablename, policyname, array_to_string(roles, ','), cmd, qual, with_check, permissive
        FROM pg_policies
    """
    actual: dict[str, set[Policy]] = {}
    for table, name, roles, command, using, check, permissive in _rows(cursor, query):
        if permissive != "PERMISSIVE":
            found.append(f"policy {name} on {table} is {permissive}")
        actual.setdefault(table, set()).add((name, roles, command, using, check))
    for table in sorted({*actual, *known}):
        kind = known.get(table)
        does = actual.get(table, set())
        link = getattr(kind, "link", None)
        if link:
            by_link = {one for one in does if one[1] == "csp_link"}
            does -= by_link
            if {(name, command) for name, _, command, _, _ in by_link} != _link_policies(link):
                found.append(f"policies for links on {table} are not those of its class")
            for name, _, _, using, check in by_link:
                for clause in filter(None, (using, check)):
                    shape = LINK.match(clause)
                    if shape is None or shape[1] != link.column:
                        found.append(f"policy {name} on {table} has an unknown shape: {clause}")
        should = _expected_policies(kind) if isinstance(kind, SCOPED) else set()
        found += [
            f"policy {one} on {table} is not of its class"
            for one in sorted(map(str, does - should))
        ]
        found += [f"policy {one} is missing on {table}" for one in sorted(map(str, should - does))]
    return found


def _tenant_tables() -> set[str]:
    return {t for t, kind in classes().items() if isinstance(kind, Tenant | TwoParty | Shared)}


def _foreign_keys(cursor: Any) -> list[str]:
    """Between tenant tables a key is composite; each TenantForeignKey has its constraint."""
    from config.tenancy.models import TenantForeignKey

    tenant, found = _tenant_tables(), []
    query = """
        SELECT k.conname, c.relname, f.relname, k.convalidated,
          (SELECT array_agg(a.attname ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n)::text[],
          (SELECT array_agg(a.attname ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n)::text[]
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f'
    """
    present = set()
    for name, table, target, valid, columns, targets in _rows(cursor, query):
        if not {table, target} <= tenant:
            continue
        if len(columns) != 2 or columns[0] != "convener_id" or targets != ["convener_id", "id"]:
            found.append(f"foreign key {name} from {table} to {target} does not carry the convener")
        elif not valid:
            found.append(f"foreign key {name} on {table} is not validated")
        present.add((table, columns[-1], target))
    for model, _ in classified_models():
        for key in model._meta.local_fields:
            if isinstance(key, TenantForeignKey):
                wanted = (model._meta.db_table, key.column, key.remote_field.model._meta.db_table)
                if wanted not in present:
                    found.append(f"foreign key {wanted} has no constraint")
    return found


def _unique_indexes(cursor: Any) -> list[str]:
    """A unique index that does not start with the tenant tells of other tenants' rows."""
    tenant = _tenant_tables()
    query = """
        SELECT c.relname, i.relname, x.indisprimary,
               (SELECT attname FROM pg_attribute a
                WHERE a.attrelid = x.indrelid AND a.attnum = x.indkey[0])
        FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid
        WHERE (x.indisunique OR x.indisexclusion) AND c.relnamespace = 'public'::regnamespace
    """
    return [
        f"unique index {index} on {table} does not start with the convener"
        for table, index, primary, first in _rows(cursor, query)
        if table in tenant and not primary and first not in ("convener_id", "agency_id")
    ]


def _views(cursor: Any) -> list[str]:
    query = """
        SELECT c.relname, c.relkind,
               coalesce('security_invoker=true' = ANY(c.reloptions)
                        OR 'security_invoker=on' = ANY(c.reloptions), false)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    """
    return [
        f"view {view} reads as its owner"
        for view, kind, invoker in _rows(cursor, query)
        if kind == "m" or not invoker
    ]


def _functions(cursor: Any) -> list[str]:
    found, seen = [], set()
    query = """
        SELECT p.oid::regprocedure::text, n.nspname, p.prosecdef, pg_get_userbyid(p.proowner),
               coalesce(array_to_string(p.proconfig, ';'), ''),
               (SELECT array_agg(DISTINCT coalesce(r.rolname, 'PUBLIC'))
                FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                LEFT JOIN pg_roles r ON r.oid = a.grantee
                WHERE a.grantee <> p.proowner)::text[]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
    """
    for name, schema, definer, owner, config, callers in _rows(cursor, query):
        if schema in TEST_SCHEMAS:
            continue
        if "PUBLIC" in (callers or []):
            found.append(f"PUBLIC may execute {name}")
        if not definer:
            continue
        seen.add(name)
        if name not in DOORS:
            found.append(f"{name} runs as its owner and is not listed")
            continue
        if owner != "csp_maint":
            found.append(f"{name} belongs to {owner}")
        if not config.startswith("search_path=pg_catalog"):
            found.append(f"{name} has no fixed search_path")
        if set(callers or []) != DOORS[name]:
            found.append(f"{name} may be called by {callers}")
    found += [f"{name} is missing" for name in sorted(DOORS.keys() - seen)]
    return found


def _roles(cursor: Any) -> list[str]:
    found = []
    query = """
        SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication, rolinherit
        FROM pg_roles WHERE rolname LIKE 'csp\\_%'
    """
    for role, strong, inherits in _rows(cursor, query):
        if strong:
            found.append(f"{role} is stronger than it may be")
        if inherits:
            found.append(f"{role} inherits what its roles hold")
    members = """
        SELECT m.rolname, g.rolname, a.inherit_option, a.admin_option
        FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
        JOIN pg_roles g ON g.oid = a.roleid
        WHERE m.rolname LIKE 'csp\\_%'
    """
    scopes = ("csp_convener", "csp_state", "csp_link", "csp_dispatch")
    allowed = {("csp_login", role) for role in scopes} | {("csp_owner", "csp_maint")}
    for member, group, inherits, admin in _rows(cursor, members):
        if (member, group) not in allowed or inherits or admin:
            found.append(f"{member} is a member of {group}, which it may not be like this")
    return found


def _schemas(cursor: Any) -> list[str]:
    """Nobody but the owner makes objects, and nobody at all makes temporary ones."""
    found = []
    query = """
        SELECT r.rolname, s.nspname FROM pg_roles r, pg_namespace s
        WHERE r.rolname LIKE 'csp\\_%' AND r.rolname <> 'csp_owner'
          AND s.nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(r.oid, s.oid, 'CREATE')
    """
    for role, schema in _rows(cursor, query):
        if (role, schema) != ("csp_maint", "tenancy"):
            found.append(f"{role} may create objects in {schema}")
    query = """
        SELECT rolname FROM pg_roles WHERE rolname LIKE 'csp\\_%' AND rolname <> 'csp_owner'
          AND (has_database_privilege(oid, current_database(), 'TEMPORARY')
               OR has_database_privilege(oid, current_database(), 'CREATE'))
    """
    found += [f"{role} may create schemas or temporary tables" for (role,) in _rows(cursor, query)]
    return found
