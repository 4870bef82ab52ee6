"""`manage.py load_demo`: the demo world, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnerships.demo import HalfLoaded, load_world


class Command(BaseCommand):
    """Loads the demo world; says so when it is there already."""

    help = "Loads the demo world into an empty database. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is not set: the demo world is for demonstrations only.")
        try:
            made = load_world()
        except HalfLoaded as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("The demo world is loaded." if made else "The demo world is there.")
