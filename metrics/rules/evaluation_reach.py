"""Whom a mail reaches, given what people asked of our questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.rules.evaluation_cells import MINIMUM
from metrics.rules.mail_choice import MailChoice


@dataclass(frozen=True)
class Reach:
    """People who are asked, each with the choice that holds their mail back, or None.

    closes_on: the last day for answers.
    """

    people: Sequence[tuple[Any, MailChoice | None]]
    closes_on: date

    @property
    def now(self) -> list[Any]:
        """Those whose mail goes out at once."""
        return [person for person, choice in self.people if choice is None]

    @property
    def held(self) -> list[tuple[Any, MailChoice]]:
        """Those whose mail does not go out, and why."""
        return [(person, choice) for person, choice in self.people if choice is not None]

    @property
    def can_answer(self) -> int:
        """How many get the mail in time: now, or when a pause ends before the last day."""
        later = [
            choice for _, choice in self.held if choice.until and choice.until < self.closes_on
        ]
        return len(self.now) + len(later)

    @property
    def warning(self) -> str:
        """What the results will lack when too few can answer; empty when enough can."""
        if self.can_answer >= MINIMUM:
            return ""
        people = "One person" if self.can_answer == 1 else f"{self.can_answer or 'No'} people"
        return (
            f"{people} can answer. Results are shown from {MINIMUM} answers on, so all ten cells "
            "and the comments would lack data. You can send it all the same, or discard the draft "
            "and ask more people."
        )


def held_words(reach: Reach) -> str:
    """Who gets nothing now, for a message; empty when everybody does."""
    count = len(reach.held)
    if not count:
        return ""
    people = "One person" if count == 1 else f"{count} people"
    return f"{people} paused or stopped these mails and will get none for now."
