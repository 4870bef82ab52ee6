"""`migrate` as the owner: the runtime login may not change tables."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from config.tenancy.owner import owner_connection


class Command(DjangoMigrate):
    """Django's migrate on the owner's connection."""

    def handle(self, *args: Any, **options: Any) -> Any:
        with owner_connection():
            return super().handle(*args, **options)
