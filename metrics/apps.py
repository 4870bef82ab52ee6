"""The metrics app's wiring."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        import metrics.permissions  # noqa: F401  # declares what the registries name
        from metrics import check_in_wiring, measure_wiring

        check_in_wiring.wire()
        measure_wiring.wire()
