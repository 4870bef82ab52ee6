"""`restore FILE`: an archive into an empty database and an empty folder of stored files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from config.archive import read_archive
from config.tenancy.owner import owner_connection


class Command(BaseCommand):
    """Needs DATABASE_OWNER_URL; refuses whatever is not empty."""

    help = "Restores an archive into an empty database and an empty folder of stored files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an archive that `backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection():
            manifest = read_archive(options["file"].absolute())
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"{rows} rows of {len(manifest.rows)} tables and {manifest.files} files of "
            f"{manifest.made_at} are back. Run `manage.py migrate` if the program is newer."
        )
