"""What upper apps add to agreements. Each app fills these in its `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """Something that a partnership wants to reach.

    text: what is measured. aim: how far and by when, in words.
    """

    text: str
    aim: str


#: `(partnership, since) -> outcomes` to be reached on that day or later, in the order shown.
OutcomeProvider = Callable[[Any, date], list[Outcome]]
outcome_providers: list[OutcomeProvider] = []
