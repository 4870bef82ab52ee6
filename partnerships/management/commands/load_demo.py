"""`manage.py load_demo`: the demo world, once, and one-time sign-in links of its personas."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnerships.demo import HalfLoaded, load_world, personas
from partnerships.services.demo_doors import make_demo_link


class Command(BaseCommand):
    """Loads the demo world, or says that it is there already; prints a link for each persona.

    A link works once, for a day, from this machine only.
    """

    help = "Loads the demo world into an empty database; prints sign-in links. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is not set: the demo world is for demonstrations only.")
        try:
            made = load_world()
        except HalfLoaded as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("The demo world is loaded." if made else "The demo world is there.")
        for persona, who, email in personas():
            self.stdout.write(f"{persona} ({who}):\n  {make_demo_link(email)}")
        self.stdout.write(f"More, and everybody's mail:\n  {settings.BASE_URL}/demo/")
