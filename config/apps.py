"""The wiring's own Django app: templates tags, commands and checks, no models."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
