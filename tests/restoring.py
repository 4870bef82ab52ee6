"""One world backed up and restored as an operator would, for the tests of any app.

Real processes and a real second database. It is made once a run: the modules that read it mark
themselves with `GROUP`, so that one worker meets them all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from agreements.models import Agreement
from config.tenancy.policies import SQL
from partnerships.models import User
from partnerships.services.audit import SYSTEM, record_event
from partnerships.services.outbox import Envelope, queue_message
from tests.agreements.makers import sealed
from tests.cast import PEOPLE, House, approve_charter, make_house, signed_in
from tests.conftest import TABLES_TO_EMPTY, superuser_connection

ROOT = Path(__file__).resolve().parents[1]
GROUP = pytest.mark.xdist_group("restored")
#: A stored file that no row names, with a letter outside ASCII in its name.
LOOSE_FILE = Path("agreements", "signed ✓.pdf")


@dataclass(frozen=True)
class Restored:
    """What was backed up, and where it is again. before: every table as `contents` read it."""

    archive: Path
    database: str
    files: Path
    before: dict[str, tuple[int, str]]
    house: House
    agreement: Agreement


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


def run(command: str, *arguments: str, database: str, files: Path) -> None:
    """The same command in this process, for what it refuses."""
    first = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        owner = settings.DATABASE_OWNER | {"NAME": database}
        with override_settings(MEDIA_ROOT=str(files), DATABASE_OWNER=owner):
            call_command(command, *arguments, stdout=StringIO())
    finally:
        connection.settings_dict["NAME"] = first


def superuser_on(database: str) -> psycopg.Connection[Any]:
    """The superuser on another database of the same server."""
    with superuser_connection() as server:
        address = server.info.get_parameters() | {"password": server.info.password}
    return psycopg.connect(**(address | {"dbname": database}))


def contents(server: Any) -> dict[str, tuple[int, str]]:
    """Every table of the product: how many rows, and a hash over all of them."""
    tables = server.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    query = (
        "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
    )
    return {name: server.execute(query.format(f'"{name}"')).fetchone() for (name,) in tables}


@contextmanager
def database_for_test(suffix: str, template: str = "") -> Iterator[str]:
    """A second database: empty as `database.sql` prepares it, or a copy of another."""
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    source = f' TEMPLATE "{template}"' if template else ""
    with superuser_connection() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" OWNER csp_owner{source}')
        if not template:
            with superuser_on(name) as database:
                database.execute((SQL / "database.sql").read_text())
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def second(transactional_db: None) -> Iterator[str]:
    """An empty database as `database.sql` prepares it."""
    with database_for_test("second") as name:
        yield name


@pytest.fixture(scope="session")
def restored(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Restored]:
    """The world of `_fill`, backed up once and restored once; this database is empty again."""
    folder = tmp_path_factory.mktemp("restored")
    stored, archive, files = folder / "stored", folder / "all.backup", folder / "files-again"
    first = connection.settings_dict["NAME"]
    with database_for_test("restored") as name:
        with django_db_blocker.unblock():
            try:
                with override_settings(MEDIA_ROOT=str(stored)):
                    house, agreement = _fill(stored)
                with superuser_connection() as server:
                    before = contents(server)
                made = manage("backup", str(archive), database=first, files=stored)
                assert (made.returncode, made.stderr) == (0, "")
            finally:
                connections.close_all()
                _empty_tables()
        back = manage("restore", str(archive), database=name, files=files)
        assert (back.returncode, back.stderr) == (0, "")
        yield Restored(archive, name, files, before, house, agreement)


def _fill(stored: Path) -> tuple[House, Agreement]:
    """Committed rows in tables of each class, a sealed agreement, and a file beside its own."""
    houses = (
        make_house("prairie", "Prairie Service Cooperative", PEOPLE),
        make_house("rival", "Rival Chamber", {"owner": "Rex Rival"}, kind="chamber"),
    )
    for house in houses:
        approve_charter(house)
        signed_in(house.members["owner"].user_id)
        user = User.objects.get(pk=house.members["owner"].user_id)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "s"})
        with house.scope():
            record_event(SYSTEM, "happened", house.partnership)
            queue_message(Envelope("notice", "Tom ✓", "tom@x.example", uuid4(), "a:1"))
    agreement = sealed(houses[0])
    (stored / LOOSE_FILE).write_bytes(b"%PDF-1.7 sealed")
    return houses[0], agreement


def _empty_tables() -> None:
    with superuser_connection() as server:
        names = [f'"{name}"' for (name,) in server.execute(TABLES_TO_EMPTY).fetchall()]
        server.execute(f"TRUNCATE {', '.join(names)} CASCADE")
