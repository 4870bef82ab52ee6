"""System checks: a model that the kernel could not wall in is an error before it is a leak."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.checks import CheckMessage, Error
from django.db.models import Model, UniqueConstraint

from config.tenancy.models import ScopedManager, TenantModel
from config.tenancy.policies import unscoped_foreign_keys
from config.tenancy.tables import Shared, Tenant, TwoParty, classified_models

#: What a unique rule must start with, so that it says nothing about another convener's rows.
LEADS = ("convener", "agency")


def check_models(**_: Any) -> list[CheckMessage]:
    """E001 unclassified, E002 wrong base, E003 plain foreign key, E004 unique without tenant."""
    found: list[CheckMessage] = []
    for model, kind in classified_models():
        if kind is None:
            found.append(_error("E001", model, "has no tenancy class"))
        if not isinstance(kind, Tenant | TwoParty | Shared):
            continue
        if not _is_scoped(model):
            found.append(_error("E002", model, "must inherit TenantModel, its Meta and manager"))
        for name in unscoped_foreign_keys(model):
            found.append(_error("E003", model, f"{name} must be a TenantForeignKey"))
        for problem in _unique_without_tenant(model):
            found.append(_error("E004", model, f"{problem} must start with the convener"))
    return found


def _is_scoped(model: type[Model]) -> bool:
    return (
        issubclass(model, TenantModel)
        and isinstance(model._base_manager, ScopedManager)
        and isinstance(model._default_manager, ScopedManager)
    )


def _unique_without_tenant(model: type[Model]) -> list[str]:
    fields = [
        field.name for field in model._meta.local_fields if field.unique and not field.primary_key
    ]
    together = [", ".join(names) for names in model._meta.unique_together if names[0] not in LEADS]
    constraints = [
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint | ExclusionConstraint)
        and _first_column(constraint) not in LEADS
    ]
    return fields + together + constraints


def _first_column(constraint: UniqueConstraint | ExclusionConstraint) -> object:
    if isinstance(constraint, ExclusionConstraint):
        return constraint.expressions[0][0]
    return constraint.fields[0] if constraint.fields else None


def _error(code: str, model: type[Model], words: str) -> Error:
    return Error(f"{model._meta.label} {words}.", obj=model, id=f"tenancy.{code}")
