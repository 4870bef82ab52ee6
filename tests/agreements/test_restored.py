"""What was signed is still whole after a restore, and a damaged one is named."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from agreements.models import Agreement
from tests.agreements.makers import sealed
from tests.cast import House
from tests.conftest import superuser_connection
from tests.restoring import manage, restored


@pytest.fixture
def agreement(transactional_db: None, prairie: House, settings: Any, tmp_path: Path) -> Agreement:
    """A sealed agreement, with nothing else in the folder of stored files."""
    settings.MEDIA_ROOT = tmp_path / "stored"
    return sealed(prairie)


def restored_database(second: str) -> psycopg.Connection[Any]:
    with superuser_connection() as server:
        address = server.info.get_parameters() | {"password": server.info.password}
    return psycopg.connect(**(address | {"dbname": second}))


def test_sealed_agreement_is_whole_after_a_restore(
    agreement: Agreement, second: str, tmp_path: Path
) -> None:
    files = restored(tmp_path / "stored", second, tmp_path)
    checked = manage("check_agreements", database=second, files=files)
    assert checked.stdout == "1 agreements are whole, 1 of them sealed.\n", checked.stderr
    data = (files / agreement.sealed_file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == agreement.sealed_sha256
    owner = settings.DATABASE_OWNER
    with psycopg.connect(
        host=connection.settings_dict["HOST"],
        port=connection.settings_dict["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=second,
    ) as server:
        server.execute("SET ROLE csp_maint")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            server.execute("UPDATE agreements_agreementevent SET payload = '{}'")


def test_event_changed_in_the_restored_database_is_named(
    agreement: Agreement, second: str, tmp_path: Path
) -> None:
    files = restored(tmp_path / "stored", second, tmp_path)
    with restored_database(second) as server:
        server.execute("SET session_replication_role = replica")  # past the append-only trigger
        server.execute(
            'UPDATE agreements_agreementevent SET payload = payload || \'{"actor": "Eve"}\''
            " WHERE sequence = 2"
        )
    checked = manage("check_agreements", database=second, files=files)
    assert checked.returncode == 1
    assert f"{agreement.pk}, {agreement.title}: its log was changed at entry 2." in checked.stderr


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "its sealed file was changed"),
        (lambda path: path.unlink(), "its sealed file is missing"),
    ],
    ids=["appended", "deleted"],
)
def test_damaged_sealed_file_is_named(
    agreement: Agreement, tmp_path: Path, damage: Any, words: str
) -> None:
    damage(tmp_path / "stored" / agreement.sealed_file)
    name = connection.settings_dict["NAME"]
    checked = manage("check_agreements", database=name, files=tmp_path / "stored")
    assert checked.returncode == 1
    assert words in checked.stderr
