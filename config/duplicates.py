"""What can be there once only, and is written by two at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


@contextmanager
def refusing_duplicate(constraint: str, **words: str) -> Iterator[None]:
    """Turns the database's refusal of a duplicate into words beside a field.

    constraint: the name of the unique constraint; words: what to say, by the field's name. The
    database decides, so two who write at once are told apart too; what was written before in the
    same transaction stays. Raises ValidationError.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refused = getattr(error.__cause__, "diag", None)
        if refused is None or refused.constraint_name != constraint:
            raise
        raise ValidationError(dict(words)) from error
