"""The walk over the catalogue: which rows the policies of each table let whom reach."""

from __future__ import annotations

import re
from typing import Any

from config.tenancy.tables import Credential, Root, Shared, Tenant, TwoParty
from tests.kernel.catalogue_classes import SCOPED, classes, rows

CONVENER = "(convener_id = ( SELECT tenancy.convener() AS convener))"
OWN_ROOT = "(id = ( SELECT tenancy.convener() AS convener))"
SEALED = "( SELECT tenancy.seal_holds() AS seal_holds)"
AGENCY = "(agency_id = ( SELECT tenancy.agency() AS agency))"
LINK = re.compile(
    r"^\(\(convener_id = \( SELECT tenancy\.convener\(\) AS convener\)\) AND "
    r"\((\w+) = \( SELECT tenancy\.subject\(\) AS subject\)\)\)$"
)

Policy = tuple[str, str, str, str | None, str | None]


def _expected_policies(kind: Any) -> set[Policy]:
    """`(name, role, command, using, with check)`."""
    expected: set[Policy] = {("maintenance", "csp_maint", "ALL", "true", "true")}
    match kind:
        case Credential():
            expected.add(("login", "csp_login", "ALL", SEALED, SEALED))
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


def policies(cursor: Any) -> list[str]:
    known, found = classes(), []
    query = """
        SELECT tablename, policyname, array_to_string(roles, ','), cmd, qual, with_check, permissive
        FROM pg_policies
    """
    actual: dict[str, set[Policy]] = {}
    for table, name, roles, command, using, check, permissive in rows(cursor, query):
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
        should = _expected_policies(kind) if isinstance(kind, (*SCOPED, Credential)) else set()
        found += [
            f"policy {one} on {table} is not of its class"
            for one in sorted(map(str, does - should))
        ]
        found += [f"policy {one} is missing on {table}" for one in sorted(map(str, should - does))]
    return found
