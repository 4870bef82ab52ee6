"""What `/readyz` tells whoever watches the process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection

from config.views import health
from tests.conftest import superuser_connection
from tests.kernel.test_runtime_role import ROOT, bypassing
from tests.processes import process_environment

__all__ = ["bypassing"]  # a fixture

ASK = """
import os, django
django.setup()
from config.tenancy import runtime
{before}
from django.test import Client
answer = Client(SERVER_NAME="localhost").get("/readyz")
print(answer.status_code, answer.text)
"""
GREW_STRONG = "runtime._checked.add(os.getpid())  # the login was in order when the process began"


def ready_of(address: str, before: str = "") -> tuple[int, dict[str, str]]:
    """What a process with this DATABASE_URL says of itself."""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK.format(before=before)],
        env=process_environment(DATABASE_URL=address, DJANGO_SETTINGS_MODULE="config.settings"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    status, _, body = ended.stdout.strip().splitlines()[-1].partition(" ")
    return int(status), json.loads(body)


def address_for(user: str, password: str, port: Any = None) -> str:
    at = connection.settings_dict
    return f"postgresql://{user}:{password}@{at['HOST']}:{port or at['PORT']}/{at['NAME']}"


def test_ready_names_each_part(db: None, client: Any) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    names = ("database", "migrations", "runtime_role", "scope", "broker")
    assert answer.json() == dict.fromkeys(names, "ok")


def test_secret_key_that_migrate_has_not_seen_is_not_ready(
    db: None, client: Any, settings: Any
) -> None:
    settings.SECRET_KEY = "another-" + "x" * 50
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["scope"] == (
        "the scope is not one that the application opened. A new SECRET_KEY needs migrate."
    )


def test_clock_far_from_the_database_s_is_not_ready(
    db: None, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.tenancy.seals.LIFETIME", -1)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["scope"] == "the scope has expired. The clocks here and there may differ."


def test_database_that_is_down_is_not_ready(db: None) -> None:
    at = connection.settings_dict
    status, found = ready_of(address_for(at["USER"], at["PASSWORD"], port=9))
    assert status == 503
    for name in ("database", "migrations", "runtime_role", "scope"):
        assert found[name] == "unreachable"


def test_database_that_is_down_is_asked_once(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []

    def fail() -> str:
        asked.append(None)
        raise OperationalError

    for name in ("database", "migrations", "runtime_role", "scope"):
        monkeypatch.setattr(health, f"_{name}", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {**dict.fromkeys(answer.json(), "unreachable"), "broker": "ok"}
    assert len(asked) == 1


@pytest.fixture
def unapplied(db: None) -> Iterator[None]:
    """The newest migration of the topmost app is taken from the record, and put back."""
    with superuser_connection() as server:
        (row,) = server.execute(
            "DELETE FROM django_migrations WHERE (app, name) IN (SELECT app, max(name)"
            " FROM django_migrations WHERE app = 'metrics' GROUP BY app)"
            " RETURNING app, name, applied"
        ).fetchall()
        yield
        put_back = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)"
        server.execute(put_back, row)


def test_migration_that_waits_is_not_ready(unapplied: None, client: Any) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() | {"migrations": "ok"} == dict.fromkeys(answer.json(), "ok")
    assert answer.json()["migrations"] == "1 not applied"


def test_login_that_grew_too_strong_is_not_ready(bypassing: tuple[str, str]) -> None:
    status, found = ready_of(address_for(*bypassing), GREW_STRONG)
    assert (status, found["runtime_role"]) == (503, "bypasses row-level security")


def test_strong_login_of_a_first_connection_is_not_ready(bypassing: tuple[str, str]) -> None:
    status, found = ready_of(address_for(*bypassing))
    assert status == 503
    for name in ("database", "migrations", "runtime_role", "scope"):
        assert found[name] == "bypasses row-level security"


def test_broker_that_is_away_is_named_and_pages_are_served(
    db: None, client: Any, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "unreachable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_names_no_secret(db: None, client: Any, settings: Any, path: str) -> None:
    text = client.get(path).text
    for secret in (settings.SECRET_KEY, settings.DATABASES["default"]["PASSWORD"]):
        assert secret not in text
