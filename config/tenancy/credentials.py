"""The seal under which sign-in data is read: by the application outside every scope, by no SQL.

The login role is what is left when injected SQL takes a scope's role off or ends its transaction.
It holds grants on credentials, and its policies let it use them only under the seal of a session
that put on no role. The application gives that seal to its own statements, one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from config.tenancy.owner import is_owner_connection
from config.tenancy.scopes import current_scope
from config.tenancy.seals import sealed
from config.tenancy.tables import Credential, classified_models

#: What PostgreSQL calls a session that put on no role.
NO_ROLE = "none"
SEAL = "SELECT set_config('tenancy.expires', %s, true), set_config('tenancy.seal', %s, true)"

_is_sealed: ContextVar[bool] = ContextVar("credentials_sealed", default=False)


def load_person(request: Any) -> None:
    """Reads web session and user under one seal, where the request brings a session; no scope."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        with _together():
            request.user.is_authenticated  # noqa: B018  # loads both


@contextmanager
def _together() -> Iterator[None]:
    with transaction.atomic(), connection.wrap_database_errors:
        _put(connection.connection, *sealed(NO_ROLE, ("", "", "")))
        token = _is_sealed.set(True)
        try:
            yield
        finally:
            _is_sealed.reset(token)
    if connection.in_atomic_block and not connection.needs_rollback:
        _put(connection.connection, "", "")


def seal_credentials(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute wrapper: outside every scope, a statement that names a credential gets the seal.

    In a transaction the seal is taken back after the statement, so that no savepoint of a scope
    can bring it back. Inside a scope nothing is given; there the grants refuse.
    """
    if _is_sealed.get() or current_scope() or is_owner_connection() or not _names(sql):
        return execute(sql, params, many, context)
    database = context["connection"]
    seal = sealed(NO_ROLE, ("", "", ""))
    if database.get_autocommit():
        with database.wrap_database_errors, database.connection.transaction():
            _put(database.connection, *seal)
            return execute(sql, params, many, context)
    with database.wrap_database_errors:
        _put(database.connection, *seal)
        result = execute(sql, params, many, context)
        _put(database.connection, "", "")
    return result


def give_seal(connection: Any, **_: Any) -> None:
    """`connection_created` receiver: the connection's statements pass the wrapper above."""
    if seal_credentials not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, seal_credentials)


def _put(raw: Any, expires: str, seal: str) -> None:
    raw.execute(SEAL, (expires, seal))


def _names(sql: Any) -> bool:
    return _pattern().search(str(sql)) is not None


@cache
def _pattern() -> re.Pattern[str]:
    tables = [
        model._meta.db_table for model, kind in classified_models() if isinstance(kind, Credential)
    ]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, tables))})\b")
