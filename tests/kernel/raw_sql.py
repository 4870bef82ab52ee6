"""What the tests of the walls run: SQL as an injected statement would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

DENIED = "permission denied"


def sql(statement: str, *params: Any) -> list[Any]:
    """Runs raw SQL as whoever the connection is now; the rows, if there are any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def refused(words: str = DENIED, error: type[Exception] = ProgrammingError) -> Iterator[None]:
    """The block fails with these words, and the transaction around it goes on."""
    with pytest.raises(error, match=words), transaction.atomic():
        yield
