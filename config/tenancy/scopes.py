"""Scopes: whose rows this transaction may touch.

A scope opens (or nests in) a transaction, puts on a database role with `SET LOCAL` and tells the
policies who it is, under a seal that SQL cannot make. Outside every scope the connection is the
login role, which sees credentials and web sessions and no tenant table. Opening a second,
different scope inside one is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from config.tenancy.seals import sealed


class ScopeRequired(RuntimeError):
    """A tenant table was used while no scope was open."""


class ScopeConflict(RuntimeError):
    """A scope was opened inside a different one."""


class Role(StrEnum):
    """The database roles that a scope puts on."""

    CONVENER = "csp_convener"
    STATE = "csp_state"
    LINK = "csp_link"
    DISPATCH = "csp_dispatch"
    MAINTENANCE = "csp_maint"


@dataclass(frozen=True)
class Scope:
    """An open scope: its role and the ids that the policies compare with."""

    role: Role
    convener_id: UUID | None = None
    agency_id: UUID | None = None
    subject_id: UUID | None = None


_current: ContextVar[Scope | None] = ContextVar("tenancy_scope", default=None)


def current_scope() -> Scope | None:
    """The open scope, or None."""
    return _current.get()


def require_scope() -> Scope:
    """The open scope. Raises ScopeRequired when there is none."""
    scope = _current.get()
    if scope is None:
        raise ScopeRequired("A tenant table was used while no scope was open.")
    return scope


def current_convener_id() -> UUID:
    """The convener that new rows belong to. Raises ScopeRequired outside a convener's scope."""
    scope = require_scope()
    if scope.convener_id is None:
        raise ScopeRequired(f"The open scope ({scope.role}) belongs to no convener.")
    return scope.convener_id


def _as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _put_on(scope: Scope) -> None:
    values = (scope.convener_id, scope.agency_id, scope.subject_id)
    convener, agency, subject = (str(value) if value else "" for value in values)
    seal = sealed(scope.role, (convener, agency, subject))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('tenancy.convener', %s, true),"
            " set_config('tenancy.agency', %s, true), set_config('tenancy.subject', %s, true),"
            " set_config('tenancy.expires', %s, true), set_config('tenancy.seal', %s, true)",
            [scope.role, convener, agency, subject, *seal],
        )


#: The role first: only the login role may write settings by function.
TAKE_OFF = """RESET ROLE; SELECT set_config('tenancy.' || name, '', true)
FROM unnest(ARRAY['convener', 'agency', 'subject', 'expires', 'seal']) AS name"""


def _take_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OFF)


@contextmanager
def _open(scope: Scope) -> Iterator[Scope]:
    outer = _current.get()
    if outer is not None:
        if outer != scope:
            raise ScopeConflict(f"{scope.role} cannot be opened inside {outer.role}.")
        with transaction.atomic():
            yield scope
        return
    with transaction.atomic():
        _put_on(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
    # SET LOCAL lasts until the transaction ends; in a surrounding one the role must come off now.
    if connection.in_atomic_block and not connection.needs_rollback:
        _take_off()


def convener_scope(convener_id: Any) -> Any:
    """One convener's rows, read and write."""
    return _open(Scope(Role.CONVENER, convener_id=_as_uuid(convener_id)))


def state_scope(agency_id: Any) -> Any:
    """What conveners share with one state agency; read only."""
    return _open(Scope(Role.STATE, agency_id=_as_uuid(agency_id)))


def link_scope(convener_id: Any, subject_id: Any) -> Any:
    """The rows of one subject (an agreement's signer, a check-in) behind a magic link."""
    return _open(
        Scope(Role.LINK, convener_id=_as_uuid(convener_id), subject_id=_as_uuid(subject_id))
    )


def dispatch_scope() -> Any:
    """Outbox, reminders and due check-ins across conveners; nothing else."""
    return _open(Scope(Role.DISPATCH))


def maintenance_scope() -> Any:
    """Every row, for migrations and operator commands on the owner's connection only."""
    return _open(Scope(Role.MAINTENANCE))
