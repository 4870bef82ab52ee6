"""Sixty scopes over four threads, on shared connections: nothing of one is seen by another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from config.tenancy.scopes import convener_scope, dispatch_scope, link_scope, state_scope
from tests.cast import make_house

SCOPES = 60
THREADS = 4


@pytest.fixture(params=["persistent", "pool of two"])
def kept_connections(request: Any, transactional_db: None) -> Iterator[None]:
    """How a web process keeps connections: one a thread, or fewer than there are threads."""
    values = connections.settings["default"]
    kept = {name: values[name] for name in ("OPTIONS", "CONN_MAX_AGE")}
    if request.param == "pool of two":
        connection.close()
        pool = {"min_size": 1, "max_size": 2}
        values.update(OPTIONS={**kept["OPTIONS"], "pool": pool}, CONN_MAX_AGE=0)
    yield
    connections.close_all()
    if request.param == "pool of two":
        connection.close_pool()  # type: ignore[attr-defined]  # only PostgreSQL's has it
    values.update(kept)


def seen_conveners() -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT convener_id FROM partnerships_region")
        return {convener for (convener,) in cursor.fetchall()}


def outside() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user || current_setting('role'),"
            " concat(current_setting('tenancy.convener', true),"
            " current_setting('tenancy.agency', true), current_setting('tenancy.subject', true),"
            " current_setting('tenancy.expires', true), current_setting('tenancy.seal', true))"
        )
        return cursor.fetchone()


class Stumbled(Exception):
    """Raised on purpose, so that some scopes end badly."""


def visit(number: int, convener: UUID) -> list[str]:
    """Opens one scope after another kind of scope, and says what was wrong."""
    before = (dispatch_scope, lambda: link_scope(convener, uuid4()), lambda: state_scope(convener))
    wrong = []
    try:
        with before[number % 3]():
            pass
        with convener_scope(convener):
            if seen_conveners() != {convener}:
                wrong.append(f"scope {number} saw {seen_conveners()}")
            if number % 4 == 0:
                raise Stumbled
    except Stumbled:
        pass
    if outside() != ("csp_loginnone", ""):
        wrong.append(f"after scope {number} the connection was {outside()}")
    connection.close_if_unusable_or_obsolete()
    if connections.settings["default"]["OPTIONS"].get("pool"):
        connection.close()  # at the end of a request it goes back to the pool
    return wrong


def test_sixty_scopes_over_four_threads_leak_nothing(kept_connections: None) -> None:
    houses = [make_house(f"house-{n}", f"House {n}", {"owner": f"Owner{n} X"}) for n in range(6)]
    conveners = [random.Random(n).choice(houses).convener.pk for n in range(SCOPES)]
    with ThreadPoolExecutor(THREADS) as threads:
        wrong = list(threads.map(visit, range(SCOPES), conveners))
        list(threads.map(lambda _: connection.close(), range(THREADS * 4)))
    assert [sentence for one in wrong for sentence in one] == []
