"""What the models say of their tables, for the walk over the catalogue."""

from __future__ import annotations

from typing import Any

from config.tenancy.tables import (
    Root,
    Shared,
    Tenant,
    TwoParty,
    classified_models,
)

SCOPED = (Root, Tenant, TwoParty, Shared)


def classes() -> dict[str, Any]:
    """Table name to tenancy class, as the models say."""
    return {model._meta.db_table: kind for model, kind in classified_models()}


def rows(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    return list(cursor.fetchall())
