"""The walk over PostgreSQL's own catalogue: is the database as the models' classes say?

It reads what `migrate` built and shares no code with the reconciler that built it. `faults`
returns one sentence for each thing that is not as it should be.
"""

from __future__ import annotations

from typing import Any

from config.tenancy.models import TenantForeignKey
from config.tenancy.tables import Credential, Shared, Tenant, TwoParty, classified_models
from tests.kernel.catalogue_classes import SCOPED, classes, rows
from tests.kernel.catalogue_grants import grants
from tests.kernel.catalogue_policies import policies

#: Every SECURITY DEFINER function there is, with the roles that may call it.
DOORS = {
    "tenancy.my_scopes(uuid)": {"csp_login"},
    "tenancy.open_link(bytea)": {"csp_login"},
    "tenancy.open_token(bytea,text)": {"csp_login"},
    "tenancy.agencies()": {"csp_login", "csp_convener"},
    "tenancy.verify_document(text,text)": {"csp_login"},
    "tenancy.seal_holds()": {"csp_login", "csp_convener", "csp_state", "csp_link", "csp_dispatch"},
}
#: Holds no tenant's rows; only the owner and `tenancy.seal_holds()` read it.
SEAL_KEY = ("tenancy", "seal_key")
#: Indexes that look across conveners: of the dispatcher and the sweep, of doors, of `/verify/`.
ACROSS = {
    *("message_due", "message_claimed", "report_unfinished"),
    *("agreement_to_expire", "agreement_to_seal"),
    *("link_by_hash", "api_token_by_hash", "partnerships_membership_user_id_373afec5"),
    *("agreement_by_code", "agreement_by_sealed_hash"),
}
#: Schemas of the suite itself.
TEST_SCHEMAS = ("testing",)


def faults(cursor: Any) -> list[str]:
    """Everything in the connected database that breaks a rule of the kernel."""
    found: list[str] = []
    for walk in (
        _tables,
        _seal_key,
        grants,
        policies,
        _foreign_keys,
        _unique_indexes,
        _key_indexes,
        _views,
        _functions,
        _roles,
        _schemas,
    ):
        found += walk(cursor)
    return found


def _tables(cursor: Any) -> list[str]:
    known, found = classes(), []
    query = """
        SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
               pg_get_userbyid(c.relowner)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT LIKE 'pg\\_%%'
          AND n.nspname <> 'information_schema'
    """.replace("%%", "%")
    for table, kind, enabled, forced, schema, owner in rows(cursor, query):
        if table == "django_migrations" or (schema, table) == SEAL_KEY:
            continue
        if schema != "public" or kind != "r" or known.get(table) is None:
            found.append(f"{schema}.{table} is not classified")
            continue
        if owner != "csp_owner":
            found.append(f"{table} belongs to {owner}")
        if isinstance(known[table], SCOPED) and not (enabled and forced):
            found.append(f"{table} does not force row-level security")
        if isinstance(known[table], Credential) and not enabled:
            found.append(f"{table} does not enable row-level security")
    present = {row[0] for row in rows(cursor, "SELECT relname FROM pg_class WHERE relkind = 'r'")}
    return found + [f"{table} has a model and no table" for table in known.keys() - present]


def _seal_key(cursor: Any) -> list[str]:
    query = """
        SELECT a.grantee::regrole::text, a.privilege_type
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = 'tenancy.seal_key'::regclass AND a.grantee <> c.relowner
    """
    grants = set(rows(cursor, query))
    return [] if grants == {("csp_maint", "SELECT")} else [f"the key of the seal: {grants}"]


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
    for name, table, target, valid, columns, targets in rows(cursor, query):
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
        for table, index, primary, first in rows(cursor, query)
        if table in tenant and not primary and first not in ("convener_id", "agency_id")
    ]


def _key_indexes(cursor: Any) -> list[str]:
    """Every key to another tenant table has an index that begins with convener and key, and an
    index of a tenant table begins with something else only for work that crosses conveners."""
    tenant, found = _tenant_tables(), []
    query = """
        SELECT t.relname, i.relname, x.indisprimary, x.indpred IS NOT NULL,
               array_agg(a.attname::text ORDER BY k.place)
        FROM pg_index x
        JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
        GROUP BY 1, 2, 3, 4
    """
    leading = set()
    for table, index, primary, partial, columns in rows(cursor, query):
        leading |= set() if partial else {(table, *columns[:2])}
        first_is_right = columns[0] in ("convener_id", "agency_id")
        if table in tenant and not (primary or first_is_right or index in ACROSS):
            found.append(f"index {index} on {table} does not start with the convener")
    for model, _ in classified_models():
        table = model._meta.db_table
        found += [
            f"key {key.column} of {table} has no index"
            for key in model._meta.local_fields
            if isinstance(key, TenantForeignKey)
            and (table, "convener_id", key.column) not in leading
        ]
    return found


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
        for view, kind, invoker in rows(cursor, query)
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
    for name, schema, definer, owner, config, callers in rows(cursor, query):
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
    for role, strong, inherits in rows(cursor, query):
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
    for member, group, inherits, admin in rows(cursor, members):
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
    for role, schema in rows(cursor, query):
        if (role, schema) != ("csp_maint", "tenancy"):
            found.append(f"{role} may create objects in {schema}")
    query = """
        SELECT rolname FROM pg_roles WHERE rolname LIKE 'csp\\_%' AND rolname <> 'csp_owner'
          AND (has_database_privilege(oid, current_database(), 'TEMPORARY')
               OR has_database_privilege(oid, current_database(), 'CREATE'))
    """
    found += [f"{role} may create schemas or temporary tables" for (role,) in rows(cursor, query)]
    return found
