"""`manage.py state_tables`: every state table as a diagram, for `docs/states.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from config.state import machines

HEAD = """# State tables

Drawn from the code by `python manage.py state_tables > docs/states.md`; a test holds them equal.
"""


class Command(BaseCommand):
    """Prints Markdown with a Mermaid diagram for each machine."""

    help = "Prints every state table as a diagram."

    def handle(self, *args: Any, **options: Any) -> str:
        parts = [
            f"## {name.capitalize()}\n\n```mermaid\n{machines[name].diagram()}\n```\n"
            for name in sorted(machines)
        ]
        return "\n".join([HEAD, *parts]).rstrip("\n")
