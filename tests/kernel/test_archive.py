"""`backup` and `restore` as an operator runs them: real processes, a real second database."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from config.tenancy.credentials import NO_ROLE
from config.tenancy.seals import sealed
from tests.cast import House
from tests.conftest import superuser_connection
from tests.kernel.catalogue import faults
from tests.restoring import GROUP, LOOSE_FILE, Restored, contents, run, superuser_on

pytestmark = GROUP


def open_as(user: str, password: str, database: str) -> psycopg.Connection[Any]:
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=user, password=password, dbname=database
    )


def restore(archive: Path, *, database: str, files: Path) -> None:
    run("restore", str(archive), database=database, files=files)


def test_backup_restored_has_every_row_of_every_table(restored: Restored) -> None:
    with superuser_on(restored.database) as server:
        assert contents(server) == restored.before
    filled = {table for table, (count, _) in restored.before.items() if count}
    assert {
        "partnerships_user",
        "django_session",
        "account_emailaddress",
        "mfa_authenticator",
        "partnerships_convener",
        "partnerships_auditevent",
        "partnerships_message",
        "django_migrations",
    } <= filled
    assert (restored.files / LOOSE_FILE).read_bytes() == b"%PDF-1.7 sealed"


def test_walls_stand_in_the_restored_database(restored: Restored) -> None:
    house, second = restored.house, restored.database
    with superuser_on(second) as server:
        assert [fault for fault in faults(server.cursor()) if "testing" not in fault] == []
    at = connection.settings_dict
    with open_as(at["USER"], at["PASSWORD"], second) as login:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), login.transaction():
            login.execute("SELECT * FROM partnerships_partnership")
        put_seal(login, "csp_convener", str(house.convener.pk))
        login.execute("SET LOCAL ROLE csp_convener")
        seen = login.execute("SELECT DISTINCT convener_id FROM partnerships_partnership").fetchall()
        assert seen == [(house.convener.pk,)]
        login.execute("RESET ROLE")
        put_seal(login, NO_ROLE, "")
        (person,) = login.execute("SELECT id FROM partnerships_user LIMIT 1").fetchone()  # type: ignore[misc]  # there is one
        login.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            " VALUES (%s, 'new@x.example', true, false)",
            [person],
        )
        login.rollback()  # other tests read this database, too
    with open_as(settings.DATABASE_OWNER["USER"], settings.DATABASE_OWNER["PASSWORD"], second) as o:
        o.execute("SET ROLE csp_maint")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            o.execute("UPDATE partnerships_auditevent SET verb = 'x'")


def put_seal(login: psycopg.Connection[Any], role: str, convener: str) -> None:
    """What the application tells the policies, on a connection of the test's own."""
    ids = (convener, "", "")
    values = dict(zip(("convener", "agency", "subject"), ids, strict=True))
    values["expires"], values["seal"] = sealed(role, ids)
    for name, value in values.items():
        login.execute("SELECT set_config(%s, %s, true)", [f"tenancy.{name}", value])


def test_restore_refuses_a_database_that_is_not_empty(
    transactional_db: None, prairie: House, restored: Restored, tmp_path: Path
) -> None:
    first = connection.settings_dict["NAME"]
    with superuser_connection() as server:
        before = contents(server)
        with pytest.raises(CommandError, match=f"The database {first} is not empty."):
            restore(restored.archive, database=first, files=tmp_path / "new")
        assert contents(server) == before


def test_restore_refuses_a_folder_that_is_not_empty(restored: Restored, second: str) -> None:
    with pytest.raises(CommandError, match="The folder of stored files is not empty"):
        restore(restored.archive, database=second, files=restored.files)


def test_restore_refuses_a_damaged_archive(restored: Restored, second: str, tmp_path: Path) -> None:
    content = bytearray(restored.archive.read_bytes())
    content[content.index(b"PGDMP") + 200] ^= 1
    archive = tmp_path / "damaged"
    archive.write_bytes(content)
    with pytest.raises(CommandError, match="is damaged"):
        restore(archive, database=second, files=tmp_path / "new")


def test_restore_refuses_what_is_no_archive(second: str, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no archive")
    with pytest.raises(CommandError, match="is not an archive of this product"):
        restore(text, database=second, files=tmp_path / "new")


def test_archive_is_private_counted_and_never_overwritten(
    transactional_db: None, restored: Restored
) -> None:
    archive, stored = restored.archive, restored.archive.parent / "stored"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]  # a file
    assert manifest["rows"]["partnerships_convener"] == 2
    assert manifest["files"] == sum(path.is_file() for path in stored.rglob("*")) > 1
    nowhere, other = archive.parent / "nowhere", str(archive.parent / "other.tar")
    with pytest.raises(CommandError, match=r"There is no folder .*/nowhere, which STORAGE_ROOT"):
        run("backup", other, database=connection.settings_dict["NAME"], files=nowhere)
    with pytest.raises(CommandError, match="exists already"):
        run("backup", str(archive), database=connection.settings_dict["NAME"], files=stored)
