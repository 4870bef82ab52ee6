"""`create_convener`: the first tenant of a deployment, and every later one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.urls import reverse

from config.tenancy.owner import owner_connection
from partnerships.models import ConvenerKind, Level
from partnerships.services.conveners import create_convener

NEEDED = {
    "name": "the convener's full name",
    "slug": "its part of the address: small letters, digits, hyphens",
    "level": ", ".join(Level.values),
    "kind": ", ".join(ConvenerKind.values),
    "state": "two letters, such as MN",
    "time_zone": "such as America/Chicago",
    "owner_name": "the first owner's name",
    "owner_email": "the address the first owner signs in with",
}
OPTIONAL = {
    "short_name": "for narrow places; at most 30 characters",
    "contact_email": "where replies go; the owner's address unless given",
}


class Command(BaseCommand):
    """Asks nothing; needs DATABASE_OWNER_URL."""

    help = "Makes a convener and its first owner, and prints where to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, meaning in (NEEDED | OPTIONAL).items():
            parser.add_argument(_flag(name), required=name in NEEDED, default="", help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        facts = {name: options[name].strip() for name in NEEDED | OPTIONAL}
        try:
            with owner_connection():
                convener, owner = create_convener(**facts)
        except ValidationError as error:
            lines = [f"{_flag(name)}: {' '.join(w)}" for name, w in error.message_dict.items()]
            raise CommandError("\n".join(lines)) from error
        except ProgrammingError as error:
            why = str(error).partition("\n")[0]
            raise CommandError(f"Run `manage.py migrate` first: {why}") from error
        self.stdout.write(
            f"{convener.name} is ready at {settings.BASE_URL}/c/{convener.slug}/\n"
            f"{owner.name} signs in with a code sent to {owner.email}: "
            f"{settings.BASE_URL}{reverse('account_login')}"
        )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
