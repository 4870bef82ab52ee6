"""The agreements app's wiring."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements import permissions, wiring  # noqa: F401  # declares what views name

        wiring.connect()
