"""A login that could step over the walls is refused, by real processes."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from django.conf import settings
from django.db import connection

from config.tenancy.runtime import role_faults
from tests.conftest import superuser_connection

ROOT = Path(__file__).resolve().parents[2]
WEB = "import config.wsgi; print('serves')"
#: A web server and a worker that begin in one process, each with how it ends.
BOTH = """
def web():
    import config.wsgi

def worker():
    from config.celery import check_start
    check_start()

for begin in (web, worker):
    try:
        begin()
    except SystemExit as ended:
        print(begin.__name__, ended.code)
"""
REFUSED = "web 1\nworker 1\n"


def start(code: str, user: str, password: str, **more: str) -> subprocess.CompletedProcess[str]:
    at = connection.settings_dict
    address = f"postgresql://{user}:{password}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, "DATABASE_URL": address, **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def superuser() -> tuple[str, str]:
    parsed = urlparse(os.environ["TEST_SUPERUSER_URL"])
    return parsed.username or "", parsed.password or ""


def owner() -> tuple[str, str]:
    return settings.DATABASE_OWNER["USER"], settings.DATABASE_OWNER["PASSWORD"]


@pytest.fixture
def bypassing(db: None) -> Iterator[tuple[str, str]]:
    """A login that may do nothing but step over every policy."""
    name, password = f"bypasses_{secrets.token_hex(4)}", secrets.token_hex(8)
    with superuser_connection() as server:
        server.execute(f"CREATE ROLE {name} LOGIN BYPASSRLS PASSWORD '{password}'")
        server.execute(f"ALTER ROLE {name} SET timezone = 'UTC'")
        server.execute(f'GRANT CONNECT ON DATABASE "{connection.settings_dict["NAME"]}" TO {name}')
        yield name, password
        server.execute(f"DROP OWNED BY {name}")
        server.execute(f"DROP ROLE {name}")


def test_login_that_was_not_prepared_is_refused_with_a_sentence(
    bypassing: tuple[str, str],
) -> None:
    name, password = bypassing
    with superuser_connection() as server:
        server.execute(f"ALTER ROLE {name} RESET timezone")
        server.execute(f"ALTER ROLE {name} SET timezone = 'America/Chicago'")
    ended = start(BOTH, name, password)
    assert ended.stdout == REFUSED
    assert ended.stderr == 2 * (
        f"DATABASE_URL is wrong: {name} is no login that config/tenancy/sql/bootstrap.sql made.\n"
    )


@pytest.mark.parametrize("size", ["0", "2"], ids=["no pool", "pool"])
def test_superuser_is_refused_with_a_sentence(db: None, size: str) -> None:
    ended = start(BOTH, *superuser(), DATABASE_POOL_SIZE=size)
    assert ended.stdout == REFUSED
    for told in ended.stderr.splitlines():
        assert told.startswith("DATABASE_URL is wrong: postgres is a superuser, ")
    assert ended.stderr.count("\n") == 2


def test_owner_is_refused_with_a_sentence(db: None) -> None:
    ended = start(BOTH, *owner())
    assert ended.stdout == REFUSED
    for told in ended.stderr.splitlines():
        assert told.startswith("DATABASE_URL is wrong: csp_owner ")
        assert "owns tables" in told
        assert "can put on the maintenance role" in told
    assert ended.stderr.count("\n") == 2


def test_bypassing_login_is_refused_with_a_sentence(bypassing: tuple[str, str]) -> None:
    ended = start(WEB, *bypassing)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (f"DATABASE_URL is wrong: {bypassing[0]} bypasses row-level security.\n")


def test_command_under_the_owner_is_refused_without_a_traceback(db: None) -> None:
    command = "import sys; from django.core.management import execute_from_command_line as run;"
    ended = start(command + "run(['manage.py', 'clearsessions'])", *owner())
    assert ended.returncode == 1
    assert "DATABASE_URL is wrong: csp_owner " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_runtime_login_serves_and_loads_no_renderer(db: None) -> None:
    """What makes and seals PDFs takes half of a start; it is loaded with the first document."""
    at = connection.settings_dict
    heavy = "{'weasyprint', 'pyhanko', 'fontTools'}"
    ended = start(
        f"{WEB}; import sys; print({heavy} & set(sys.modules))", at["USER"], at["PASSWORD"]
    )
    assert (ended.returncode, ended.stdout) == (0, "serves\nset()\n")


def test_runtime_login_has_no_fault(db: None) -> None:
    with connection.cursor() as cursor:
        assert role_faults(cursor) == []
