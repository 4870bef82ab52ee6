"""What a person asked of our questions and reminders, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.templatetags.formatting import us_date


@dataclass(frozen=True)
class MailChoice:
    """What a person asked of our questions. until: the last day of a pause; None is a stop."""

    until: date | None

    @property
    def words(self) -> str:
        """What they did, to stand after their name."""
        if self.until is None:
            return "stopped these mails"
        return f"paused these mails until {us_date(self.until)}"
