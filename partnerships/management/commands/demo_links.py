"""`manage.py demo_links`: one-time sign-in links of the demo world's personas."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnerships.demo import personas
from partnerships.services.demo_doors import make_demo_link


class Command(BaseCommand):
    """Prints a link for each persona; each works once, for a day, from this machine only."""

    help = "Prints one-time sign-in links of the demo world. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is not set: sign-in links are for the demo world only.")
        for persona, who, email in personas():
            self.stdout.write(f"{persona} ({who}):\n  {make_demo_link(email)}")
        self.stdout.write(f"More, and everybody's mail:\n  {settings.BASE_URL}/demo/")
