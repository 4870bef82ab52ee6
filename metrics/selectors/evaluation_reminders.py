"""Whom a reminder of an open evaluation would reach at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from config.templatetags.formatting import us_datetime
from metrics.rules.mail_choice import MailChoice
from metrics.selectors.check_ins import messages_of
from metrics.selectors.mail_choices import choices_of
from partnerships.models import Message, MessageState, normalise_email

#: Nobody gets two mails about one evaluation closer together than this.
REST = timedelta(days=1)
UNDER_WAY = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)


@dataclass(frozen=True)
class Reminders:
    """due: those who have not answered and get one now. next_at: when the next may go out, None
    where no wait would help. held: everybody asked whose mail is held back by their own choice,
    whether they have answered or not: who has is confidential.
    """

    due: list[Any]
    next_at: datetime | None
    held: list[tuple[Any, MailChoice]]

    @property
    def label(self) -> str:
        """The button's words."""
        return f"Remind {len(self.due)} {'person' if len(self.due) == 1 else 'people'}"

    @property
    def held_words(self) -> str:
        """Who gets none by their own choice, for a message; empty where nobody."""
        if not self.held:
            return ""
        if len(self.held) == 1:
            [(person, choice)] = self.held
            return f"{person.name} {choice.words} and gets none."
        return f"{len(self.held)} people paused or stopped these mails and get none."

    def why_none(self, convener: Any) -> str:
        """Why no reminder can go out now."""
        if self.next_at is None:
            return "No mail reaches those who have not answered. Call instead."
        when = us_datetime(self.next_at, convener)
        return f"The last mail is less than a day old. A reminder can go out from {when}."


def reminders_of(round_: Any, now: datetime | None = None) -> Reminders:
    """What reminding would do, for an open round; three queries.

    A mail that waits, failed, came back or is held is not followed by another.
    """
    now = now or timezone.now()
    invitations = list(round_.invitations.all())
    choices = choices_of(one.email for one in invitations)
    mails = messages_of([one.pk for one in invitations])
    due, waits = [], []
    for one in invitations:
        if one.has_answered or normalise_email(one.email) in choices:
            continue
        last = next(iter(mails.get(one.pk, [])), None)
        if last is None or (last.state == MessageState.SENT and _rested_at(last) <= now):
            due.append(one)
        elif last.state in UNDER_WAY:
            waits.append(max(_rested_at(last), now))
    held = [
        (one, choices[key]) for one in invitations if (key := normalise_email(one.email)) in choices
    ]
    return Reminders(due, min(waits, default=None), held)


def _rested_at(mail: Message) -> datetime:
    """When the next one may follow this; of one that is not out, at the earliest."""
    return (mail.sent_at or mail.not_before) + REST
