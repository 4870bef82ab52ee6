"""Who has paused or stopped our questions: known before a mail to them is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from metrics.rules.evaluation_reach import Reach
from metrics.rules.mail_choice import MailChoice
from partnerships.models import MailPreference, normalise_email


def choices_of(emails: Iterable[str]) -> dict[str, MailChoice]:
    """The standing choice by address, of those that have one; one query.

    As the outbox reads it: the newest word counts, and a pause ends with its last day in UTC.
    """
    newest = (
        MailPreference.objects.filter(email__in={normalise_email(email) for email in emails})
        .order_by("email", "-created_at")
        .distinct("email")
    )
    today = timezone.now().date()
    return {
        one.email: MailChoice(None if one.stopped_at else one.paused_until)
        for one in newest
        if one.stopped_at or (one.paused_until and one.paused_until >= today)
    }


def choice_of(email: str) -> MailChoice | None:
    """The standing choice of one address."""
    return choices_of([email]).get(normalise_email(email))


def reach_of(round_: Any) -> Reach:
    """Whom a round's mail reaches; two queries."""
    invitations = list(round_.invitations.all())
    choices = choices_of(one.email for one in invitations)
    return Reach(
        [(one, choices.get(normalise_email(one.email))) for one in invitations], round_.closes_on
    )
