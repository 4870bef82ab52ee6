"""`backup` and `restore` as an operator runs them: real processes, a real second database."""

from __future__ import annotations

import json
import stat
import tarfile
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.tenancy.seals import sealed
from partnerships.models import User
from partnerships.services.audit import SYSTEM, record_event
from partnerships.services.outbox import Envelope, queue_message
from tests.cast import House, signed_in
from tests.conftest import superuser_connection
from tests.kernel.catalogue import faults
from tests.restoring import restored


def run(command: str, archive: Path, *, database: str, files: Path) -> None:
    """The same command in this process, for what it refuses."""
    first, storage = connection.settings_dict["NAME"], settings.MEDIA_ROOT
    connection.close()
    connection.settings_dict["NAME"], settings.MEDIA_ROOT = database, str(files)
    try:
        call_command(command, str(archive), stdout=StringIO())
    finally:
        connection.settings_dict["NAME"], settings.MEDIA_ROOT = first, storage


def open_as(user: str, password: str, database: str) -> psycopg.Connection[Any]:
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=user, password=password, dbname=database
    )


@pytest.fixture
def world(transactional_db: None, prairie: House, rival: House, tmp_path: Path) -> Path:
    """Committed rows in tables of each class, and stored files; returns the folder of files."""
    for house in (prairie, rival):
        signed_in(house.members["owner"].user_id)
        user = User.objects.get(pk=house.members["owner"].user_id)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "s"})
        with house.scope():
            record_event(SYSTEM, "happened", house.partnership)
            queue_message(Envelope("notice", "Tom ✓", "tom@x.example", uuid4(), "a:1"))
    files = tmp_path / "files"
    (files / "agreements").mkdir(parents=True)
    (files / "agreements" / "signed ✓.pdf").write_bytes(b"%PDF-1.7 sealed")
    return files


def contents(server: Any) -> dict[str, tuple[int, str]]:
    """Every table of the product: how many rows, and a hash over all of them."""
    tables = server.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    query = (
        "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
    )
    return {name: server.execute(query.format(f'"{name}"')).fetchone() for (name,) in tables}


def test_backup_restored_has_every_row_of_every_table(
    world: Path, second: str, tmp_path: Path
) -> None:
    files = restored(world, second, tmp_path)
    with superuser_connection() as server:
        before = contents(server)
        address = server.info.get_parameters() | {"password": server.info.password}
    with psycopg.connect(**(address | {"dbname": second})) as server:
        assert contents(server) == before
    filled = {table for table, (count, _) in before.items() if count}
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
    assert (files / "agreements" / "signed ✓.pdf").read_bytes() == b"%PDF-1.7 sealed"


def test_walls_stand_in_the_restored_database(
    world: Path, second: str, tmp_path: Path, prairie: House
) -> None:
    restored(world, second, tmp_path)
    with superuser_connection() as server:
        address = server.info.get_parameters() | {"password": server.info.password}
    with psycopg.connect(**(address | {"dbname": second})) as server:
        assert [fault for fault in faults(server.cursor()) if "testing" not in fault] == []
    at = connection.settings_dict
    with open_as(at["USER"], at["PASSWORD"], second) as login:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), login.transaction():
            login.execute("SELECT * FROM partnerships_partnership")
        ids = (str(prairie.convener.pk), "", "")
        values = dict(zip(("convener", "agency", "subject"), ids, strict=True))
        values["expires"], values["seal"] = sealed("csp_convener", ids)
        for name, value in values.items():
            login.execute("SELECT set_config(%s, %s, true)", [f"tenancy.{name}", value])
        login.execute("SET LOCAL ROLE csp_convener")
        seen = login.execute("SELECT DISTINCT convener_id FROM partnerships_partnership").fetchall()
        assert seen == [(prairie.convener.pk,)]
        login.execute("RESET ROLE")
        (person,) = login.execute("SELECT id FROM partnerships_user LIMIT 1").fetchone()  # type: ignore[misc]  # there is one
        login.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            " VALUES (%s, 'new@x.example', true, false)",
            [person],
        )
    with open_as(settings.DATABASE_OWNER["USER"], settings.DATABASE_OWNER["PASSWORD"], second) as o:
        o.execute("SET ROLE csp_maint")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            o.execute("UPDATE partnerships_auditevent SET verb = 'x'")


@pytest.fixture
def archive(world: Path, tmp_path: Path) -> Path:
    """An archive of the world."""
    target = tmp_path / "all.backup"
    run("backup", target, database=connection.settings_dict["NAME"], files=world)
    return target


def test_restore_refuses_a_database_that_is_not_empty(archive: Path, tmp_path: Path) -> None:
    first = connection.settings_dict["NAME"]
    with superuser_connection() as server:
        before = contents(server)
        with pytest.raises(CommandError, match=f"The database {first} is not empty."):
            run("restore", archive, database=first, files=tmp_path / "new")
        assert contents(server) == before


def test_restore_refuses_a_folder_that_is_not_empty(
    archive: Path, world: Path, second: str
) -> None:
    with pytest.raises(CommandError, match="The folder of stored files is not empty"):
        run("restore", archive, database=second, files=world)


def test_restore_refuses_a_damaged_archive(archive: Path, second: str, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[content.index(b"PGDMP") + 200] ^= 1
    archive.write_bytes(content)
    with pytest.raises(CommandError, match="is damaged"):
        run("restore", archive, database=second, files=tmp_path / "new")


def test_restore_refuses_what_is_no_archive(second: str, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no archive")
    with pytest.raises(CommandError, match="is not an archive of this product"):
        run("restore", text, database=second, files=tmp_path / "new")


def test_archive_is_private_counted_and_never_overwritten(archive: Path, world: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]  # a file
    assert manifest["rows"]["partnerships_convener"] == 2
    assert manifest["files"] == 1
    with pytest.raises(CommandError, match="exists already"):
        run("backup", archive, database=connection.settings_dict["NAME"], files=world)
