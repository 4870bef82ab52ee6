"""A backup restored into a second database, as an operator would: for tests of any app."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from config.tenancy.policies import SQL
from tests.conftest import superuser_connection

ROOT = Path(__file__).resolve().parents[1]


def manage(*arguments: str, database: str, files: Path) -> subprocess.CompletedProcess[str]:
    """One command, with the owner's and the runtime's addresses of a database."""
    at, owner = connection.settings_dict, settings.DATABASE_OWNER
    place = f"{at['HOST']}:{at['PORT']}/{database}"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        env={
            **os.environ,
            "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{place}",
            "DATABASE_OWNER_URL": f"postgresql://{owner['USER']}:{owner['PASSWORD']}@{place}",
            "STORAGE_ROOT": str(files),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def second(transactional_db: None) -> Iterator[str]:
    """An empty database as `database.sql` prepares it."""
    name = f"{connection.settings_dict['NAME']}_second"
    with superuser_connection() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" OWNER csp_owner')
        address = server.info.get_parameters() | {"password": server.info.password}
        with psycopg.connect(**(address | {"dbname": name}), autocommit=True) as database:
            database.execute((SQL / "database.sql").read_text())
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def restored(world: Path, second: str, tmp_path: Path) -> Path:
    """Backs this database and the folder `world` up, restores both as `second`; returns the new
    folder of files."""
    archive, files = tmp_path / "all.backup", tmp_path / "files-again"
    first = connection.settings_dict["NAME"]
    made = manage("backup", str(archive), database=first, files=world)
    assert (made.returncode, made.stderr) == (0, "")
    back = manage("restore", str(archive), database=second, files=files)
    assert (back.returncode, back.stderr) == (0, "")
    return files
