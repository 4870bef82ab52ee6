"""Alive and ready, for whatever watches the process."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from config.access import open_door
from config.tenancy.runtime import StrongLogin, role_faults
from config.tenancy.scopes import dispatch_scope


@open_door("liveness for the process manager")
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


@open_door("readiness for the load balancer; names no secret")
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, runtime role, scopes and broker, each by name; 503 when one is not.

    A broker that is away is named and no reason to send people elsewhere: pages are read and
    agreements signed without it, and every other process misses it as well.
    """
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "runtime_role": _runtime_role,
        "scope": _scope,
        "broker": _broker,
    }
    found: dict[str, str] = {}
    for name, check in checks.items():
        # Where a pool waits half a minute for a database that is away, once is enough.
        is_away = found.get("database") == "unreachable" and name != "broker"
        found[name] = "unreachable" if is_away else _told(check)
    ready = all(answer == "ok" for name, answer in found.items() if name != "broker")
    return JsonResponse(found, status=200 if ready else 503)


def _told(check: Callable[[], str]) -> str:
    """What a check found; a login that a first connection refuses is a finding, no error page."""
    try:
        return check()
    except StrongLogin as error:
        return "; ".join(error.faults)
    except DatabaseError:
        return "unreachable"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not plan else f"{len(plan)} not applied"


def _runtime_role() -> str:
    with connection.cursor() as cursor:
        return "; ".join(role_faults(cursor)) or "ok"


def _scope() -> str:
    try:
        with dispatch_scope(), connection.cursor() as cursor:
            cursor.execute("SELECT tenancy.seal_holds()")
    except ProgrammingError as error:
        told = error.__cause__.diag  # type: ignore[union-attr]  # psycopg's error
        return f"{told.message_primary}. {told.message_hint or ''}".strip()
    return "ok"


def _broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"
