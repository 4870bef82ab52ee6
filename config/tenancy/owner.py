"""The owner's connection: migrations and operator commands, never a request or a task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection

ADDRESS = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
_active = False


def is_owner_connection() -> bool:
    """Whether this process has put on the owner's credentials."""
    return _active


@contextmanager
def owner_connection() -> Iterator[None]:
    """Swaps the default connection's address and credentials for the owner's.

    Raises CommandError when DATABASE_OWNER_URL is not set or lets nobody in.
    """
    global _active
    if settings.DATABASE_OWNER is None:
        raise CommandError("DATABASE_OWNER_URL is not set: this command needs the owner csp_owner.")
    runtime = {key: connection.settings_dict[key] for key in (*ADDRESS, "OPTIONS")}
    _disconnect()
    connection.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in ADDRESS})
    connection.settings_dict["OPTIONS"] = {
        key: value for key, value in runtime["OPTIONS"].items() if key != "pool"
    }
    _active = True
    try:
        _connect()
        yield
    finally:
        _active = False
        connection.close()
        connection.settings_dict.update(runtime)


def _connect() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        why = str(error).partition("\n")[0]
        raise CommandError(f"DATABASE_OWNER_URL lets nobody in: {why}") from error


def _disconnect() -> None:
    had_pool = bool(connection.settings_dict["OPTIONS"].get("pool"))
    connection.close()
    if had_pool:
        connection.close_pool()  # type: ignore[attr-defined]  # only the PostgreSQL wrapper has it
