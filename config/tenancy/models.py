"""Base classes of tenant tables: scoped managers, the tenant key, foreign keys that carry it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.expressions import Expression
from django.db.models.functions import UUID7

from config.clock import MadeAtField
from config.tenancy.scopes import Role, current_convener_id, require_scope
from config.tenancy.tables import Shared, TableClass, Tenant


class InScope(Expression):
    """True for rows of the open scope; resolved when the query compiles, not when it is built.

    A queryset made at import (a form's choices, an API class) is therefore fine; running one
    while no scope is open raises ScopeRequired. In the state and dispatch scopes the policies are
    the only row filter: repeating it here makes the planner choose slower plans.
    """

    conditional = True
    output_field = models.BooleanField()

    def __init__(self, column: str = "convener") -> None:
        super().__init__(output_field=models.BooleanField())
        self.column = models.F(column)

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        scope = require_scope()
        if scope.role not in (Role.CONVENER, Role.LINK):
            return "TRUE", []
        sql, params = compiler.compile(self.column)
        return f"{sql} = %s", [*params, scope.convener_id]


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset of tenant rows."""


class ScopedManager[M: models.Model](models.Manager[M]):
    """The only manager of a tenant model; every query is tied to the open scope."""

    def get_queryset(self) -> models.QuerySet[M]:
        return ScopedQuerySet(self.model, using=self._db).filter(InScope())


class UUIDModel(models.Model):
    """A row with a time-ordered key made by the database (uuidv7)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # no subscript at run time
    """A foreign key between two tenant tables.

    The database constraint is composite, `(convener_id, x_id) → (convener_id, id)`, so a child
    cannot name another convener's parent; `config.tenancy.policies` makes it after migrations, with
    an index on both columns where the model has none that begins with them.
    """

    def __init__(self, to: Any, on_delete: Any = None, **kwargs: Any) -> None:
        kwargs["db_constraint"] = kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantModel(UUIDModel):
    """A row of one convener. The convener is filled in from the open scope."""

    tenancy: ClassVar[TableClass] = Tenant()

    convener = models.ForeignKey(
        "partnerships.Convener",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_convener_id,
        editable=False,
        db_index=False,
    )
    created_at = MadeAtField(auto_now_add=True)

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class SharedModel(TenantModel):
    """A row that a convener writes for one state agency, and that agency reads."""

    tenancy: ClassVar[TableClass] = Shared()

    agency = models.ForeignKey(
        "partnerships.Convener", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(TenantModel.Meta):
        abstract = True
