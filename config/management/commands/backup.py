"""`backup FILE`: the database and the stored files in one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.archive import write_archive
from config.tenancy.owner import owner_connection


class Command(BaseCommand):
    """Needs DATABASE_OWNER_URL; the product may go on running."""

    help = "Writes the database and the stored files into one archive."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection():
            manifest = write_archive(options["file"].absolute())
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"{options['file']} holds {rows} rows of {len(manifest.rows)} tables and "
            f"{manifest.files} files from {settings.MEDIA_ROOT}. It is not encrypted, and "
            "SECRET_KEY and the sealing key are not in it: keep those apart."
        )
