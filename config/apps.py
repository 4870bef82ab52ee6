"""The wiring's own Django app: templates tags, commands and checks, no models."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        import config.api_schema  # noqa: F401  # tells the API's description of its tokens
