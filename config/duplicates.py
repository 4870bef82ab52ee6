"""What can be there once only, and is written by two at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


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
