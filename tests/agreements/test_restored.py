"""What was signed is still whole after a restore, and a damaged one is named."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from tests.restoring import GROUP, Restored, database_for_test, manage, run, superuser_on

pytestmark = GROUP


def test_sealed_agreement_is_whole_after_a_restore(restored: Restored) -> None:
    checked = manage("check_agreements", database=restored.database, files=restored.files)
    assert checked.stdout == "1 agreements are whole, 1 of them sealed.\n", checked.stderr
    data = (restored.files / restored.agreement.sealed_file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == restored.agreement.sealed_sha256


def test_log_stays_append_only_after_a_restore(restored: Restored) -> None:
    at, owner = connection.settings_dict, settings.DATABASE_OWNER
    with psycopg.connect(
        host=at["HOST"],
        port=at["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=restored.database,
    ) as server:
        server.execute("SET ROLE csp_maint")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            server.execute("UPDATE agreements_agreementevent SET payload = '{}'")


@pytest.mark.usefixtures("transactional_db")
def test_event_changed_in_the_restored_database_is_named(restored: Restored) -> None:
    with database_for_test("changed", template=restored.database) as changed:
        with superuser_on(changed) as server:
            server.execute("SET session_replication_role = replica")  # past append-only
            server.execute(
                'UPDATE agreements_agreementevent SET payload = payload || \'{"actor": "Eve"}\''
                " WHERE sequence = 2"
            )
        with pytest.raises(CommandError) as refusal:
            run("check_agreements", database=changed, files=restored.files)
    one = restored.agreement
    assert refusal.value.returncode == 1
    assert f"{one.pk}, {one.title}: its log was changed at entry 2." in str(refusal.value)


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "its sealed file was changed"),
        (lambda path: path.unlink(), "its sealed file is missing"),
    ],
    ids=["appended", "deleted"],
)
def test_damaged_sealed_file_is_named(
    restored: Restored, tmp_path: Path, damage: Any, words: str
) -> None:
    files = shutil.copytree(restored.files, tmp_path / "damaged")
    damage(files / restored.agreement.sealed_file)
    with pytest.raises(CommandError, match=words) as refusal:
        run("check_agreements", database=restored.database, files=files)
    assert refusal.value.returncode == 1
