"""The system checks, each shown by a model that breaks its rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.checks import CheckMessage
from django.db import models

from config.tenancy.checks import check_models
from config.tenancy.models import TenantModel
from config.tenancy.tables import Tenant
from partnerships.models import Region


@pytest.fixture(autouse=True)
def _forget_models() -> Iterator[None]:
    """Takes the test's models out of the registry again."""
    known = dict(apps.all_models["partnerships"])
    yield
    for name in apps.all_models["partnerships"].keys() - known.keys():
        del apps.all_models["partnerships"][name]
    apps.clear_cache()


def of(model: Any) -> list[str]:
    """Codes of what the checks say about one model."""
    found: list[CheckMessage] = check_models()
    return [message.id or "" for message in found if message.obj is model]


def test_model_without_a_class_is_e001() -> None:
    class Unclassified(models.Model):
        class Meta:
            app_label = "partnerships"

    assert of(Unclassified) == ["tenancy.E001"]


def test_many_to_many_table_without_a_class_is_e001() -> None:
    class Tagged(TenantModel):
        regions = models.ManyToManyField(Region, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "partnerships"

    through: Any = Tagged.regions.through
    assert of(through) == ["tenancy.E001"]


def test_tenant_class_on_a_plain_model_is_e002() -> None:
    class Plain(models.Model):
        tenancy = Tenant()

        class Meta:
            app_label = "partnerships"

    assert of(Plain) == ["tenancy.E002"]


def test_meta_without_the_scoped_base_manager_is_e002() -> None:
    class Bare(TenantModel):
        everybody = models.Manager()

        class Meta(TenantModel.Meta):
            app_label = "partnerships"
            base_manager_name = "everybody"

    assert of(Bare) == ["tenancy.E002"]


def test_unscoped_manager_is_e002() -> None:
    class Unscoped(TenantModel):
        objects = models.Manager()  # type: ignore[assignment,misc]  # the fault itself

        class Meta(TenantModel.Meta):
            app_label = "partnerships"

    assert of(Unscoped) == ["tenancy.E002"]


def test_plain_foreign_key_between_tenant_tables_is_e003() -> None:
    class Child(TenantModel):
        region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "partnerships"

    assert of(Child) == ["tenancy.E003"]


@pytest.mark.parametrize("rule", ["field", "together", "constraint", "expression", "exclusion"])
def test_unique_rule_without_the_convener_is_e004(rule: str) -> None:
    rules = {
        "constraint": models.UniqueConstraint(fields=["name"], name="bad"),
        "expression": models.UniqueConstraint(models.functions.Lower("name"), name="bad"),
        "exclusion": ExclusionConstraint(name="bad", expressions=[("name", "=")]),
    }

    class Loud(TenantModel):
        name = models.CharField(max_length=10, unique=rule == "field")

        class Meta(TenantModel.Meta):
            app_label = "partnerships"
            unique_together = [("name", "convener")] if rule == "together" else []
            constraints = [rules[rule]] if rule in rules else []

    assert of(Loud) == ["tenancy.E004"]


def test_product_has_no_fault() -> None:
    assert check_models() == []
