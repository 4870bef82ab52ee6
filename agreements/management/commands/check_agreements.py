"""`check_agreements`: after a restore, or any day: does what is kept fit together?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.models import Agreement
from agreements.selectors.integrity import agreement_faults
from agreements.selectors.verification import own_certificates
from config.tenancy.owner import owner_connection
from config.tenancy.scopes import maintenance_scope


class Command(BaseCommand):
    """Asks nothing; needs DATABASE_OWNER_URL. Names each agreement that is not whole."""

    help = (
        "Checks the log, content, signatures and sealed file of every agreement against each "
        "other; exits with 1 when one is damaged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            own_certificates()
        except (OSError, ValueError) as error:
            raise CommandError(f"SEALING_CERTIFICATE_FILE cannot be read: {error}") from error
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
