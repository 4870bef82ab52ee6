"""Wires the kernel: checks, the runtime role check, and the reconciler after migrations."""

from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    name = "config.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from config.tenancy.checks import check_models
        from config.tenancy.credentials import give_seal
        from config.tenancy.runtime import check_runtime_role

        checks.register(check_models, checks.Tags.models)
        connection_created.connect(check_runtime_role, dispatch_uid="tenancy.runtime_role")
        connection_created.connect(give_seal, dispatch_uid="tenancy.credentials")
        post_migrate.connect(_reconcile_once, dispatch_uid="tenancy.reconcile")


def _reconcile_once(sender: AppConfig, **kwargs: object) -> None:
    """post_migrate comes once an app; the last one with tables is the moment to reconcile."""
    from django.apps import apps

    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    if sender.name == last.name:
        from config.tenancy.policies import reconcile

        reconcile()
