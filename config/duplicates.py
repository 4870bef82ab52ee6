"""What can be there once only, and is written by two at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet


class WrittenAlready(Exception):
    """The database has a row with these values; nothing was written."""


@contextmanager
def writing_once(constraint: str) -> Iterator[None]:
    """Lets the database decide whether something is there, so that two who write at once are told
    apart too; what was written before in the same transaction stays.

    constraint: the name of the unique constraint. Raises WrittenAlready.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refused = getattr(error.__cause__, "diag", None)
        if refused is None or refused.constraint_name != constraint:
            raise
        raise WrittenAlready from error


@contextmanager
def refusing_duplicate(constraint: str, **words: str) -> Iterator[None]:
    """The same with words beside a field. words: what to say, by the field's name.

    Raises ValidationError.
    """
    try:
        with writing_once(constraint):
            yield
    except WrittenAlready as error:
        raise ValidationError(dict(words)) from error


def made_before[M: Model](rows: QuerySet[M], row_id: UUID | None) -> M | None:
    """The row that the same form made when it was sent before; None for its first time.

    rows: where that row would be, and what still is what the form made: whoever sends it once more
    after its row was closed or changed wants another.
    """
    return rows.filter(pk=row_id).first() if row_id else None


def make_once[M: Model](rows: QuerySet[M], row_id: UUID | None, **values: Any) -> tuple[M, bool]:
    """The row of this key and whether it was made now; also of two who send one form at once.

    rows: as above. A key that is taken by none of them, perhaps at another convener, is not told
    apart from none: the row is made with one of its own.
    """
    if row_id is not None:
        try:
            with writing_once(f"{rows.model._meta.db_table}_pkey"):
                return rows.create(pk=row_id, **values), True
        except WrittenAlready:
            if found := made_before(rows, row_id):
                return found, False
    return rows.create(**values), True
