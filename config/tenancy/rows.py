"""Rows of statements written by hand, where one statement answers what models need several for."""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from typing import Any

from django.db import connection

from config.tenancy.scopes import current_convener_id


def read_rows(sql: str, **values: Any) -> list[Any]:
    """The rows of a statement, with its columns as attributes.

    `%(convener)s` in it is the convener of the open scope; further names are given. Raises
    ScopeRequired outside a convener's scope. The policies hold here as everywhere: the condition
    on the convener is for the indexes.
    """
    convener = current_convener_id()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"convener": convener, **values})
        make = _row_type(tuple(column.name for column in cursor.description))
        return [make(*row) for row in cursor.fetchall()]


@lru_cache(maxsize=64)
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)  # the columns are the statement's
