"""`check_agreements`: after a restore, or any day: is everything that was signed still whole?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.models import Agreement
from agreements.selectors.integrity import agreement_faults
from config.tenancy.owner import owner_connection
from config.tenancy.scopes import maintenance_scope


class Command(BaseCommand):
    """Asks nothing; needs DATABASE_OWNER_URL. Names each agreement that is not whole."""

    help = (
        "Checks the log and the sealed file of every agreement; exits with 1 when one is damaged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = sealed = 0
        damaged = []
        with owner_connection(), maintenance_scope():
            for agreement in Agreement.objects.order_by("convener_id", "id").iterator():
                checked += 1
                sealed += bool(agreement.sealed_file)
                if faults := agreement_faults(agreement):
                    damaged.append(f"{agreement.pk}, {agreement.title}: {'; '.join(faults)}.")
        if damaged:
            raise CommandError("\n".join([f"{len(damaged)} of {checked} are damaged:", *damaged]))
        self.stdout.write(f"{checked} agreements are whole, {sealed} of them sealed.")
