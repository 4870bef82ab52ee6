"""Refuses a runtime login that could step over the walls."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError, connection

from config import env
from config.tenancy.owner import is_owner_connection

_checked: set[int] = set()

QUERY = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       EXISTS (SELECT FROM pg_class
               WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p', 'v', 'm')),
       pg_has_role(current_user, 'csp_maint', 'MEMBER')
FROM pg_roles WHERE rolname = current_user
"""
FAULTS = (
    "is a superuser",
    "bypasses row-level security",
    "can create roles",
    "can create databases",
    "owns tables",
    "can put on the maintenance role",
)


class StrongLogin(ImproperlyConfigured, CommandError):
    """The runtime login could step over the walls; a command that meets it ends with code 1.

    `faults` says in words how.
    """

    def __init__(self, user: str, faults: list[str]) -> None:
        super().__init__(f"DATABASE_URL is wrong: {user} {', '.join(faults)}.")
        self.faults = faults


def role_faults(cursor: Any) -> list[str]:
    """What is wrong with the connected role, in words; empty when it may serve requests."""
    cursor.execute(QUERY)
    row = cursor.fetchone()
    return [fault for fault, present in zip(FAULTS, row, strict=True) if present]


def check_runtime_role(connection: Any, **_: Any) -> None:
    """`connection_created` receiver: closes the connection of a role that is too strong, and
    raises StrongLogin. Left open, it would take the next statement without a question.

    Once a process is enough: with a pool the signal fires at every checkout.
    """
    if is_owner_connection() or os.getpid() in _checked:
        return
    with connection.cursor() as cursor:
        faults = role_faults(cursor)
    if faults:
        connection.close()
        raise StrongLogin(connection.settings_dict["USER"], faults)
    _checked.add(os.getpid())


def refuse_strong_login() -> None:
    """Ends a starting web server or worker with one sentence when its login is not the one.

    A database that cannot be reached yet is no reason to stop: `/readyz` tells, and the first
    connection is checked whenever it comes.
    """
    try:
        connection.ensure_connection()
    except StrongLogin as error:
        env.stop(str(error))
    except ProgrammingError:  # only ours may write a session's settings
        user = connection.settings_dict["USER"]
        env.stop(
            f"DATABASE_URL is wrong: {user} is no login that config/tenancy/sql/bootstrap.sql made."
        )
    except OperationalError:
        return
    finally:
        connection.close()
