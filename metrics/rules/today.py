"""What check-ins and evaluations put on Today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from config.templatetags.formatting import us_date, us_day
from metrics.selectors.check_in_follow_ups import BUTTONS, reason_and_fact
from metrics.selectors.today import waiting_rows
from partnerships.registries import Harm, QueueItem


def communication_items(request: Any, today: date) -> list[QueueItem]:
    """Open follow-ups; schedules whose low answers nobody would call about; rounds that close
    within two weeks and wait for answers. One statement."""
    draw = {"follow_up": _follow_up, "unowned": _unowned, "round": _round}
    return [draw[row.what](request, row, today) for row in waiting_rows(request.membership, today)]


def _follow_up(request: Any, row: Any, today: date) -> QueueItem:
    url = reverse("metrics:follow-up", args=[request.convener.slug, row.id])
    reason, fact = reason_and_fact(row, None if row.temperature is None else row)
    own = row.owner_id == request.membership.pk
    return QueueItem(
        harm=Harm.LATE if row.day < today else Harm.AT_RISK,
        title=row.words,
        url=url,
        reason=reason,
        fact=fact,
        button=BUTTONS.get(row.kind, "Record the call"),
        button_url=url,
        due_on=row.day,
        due_words="Owner: you" if own else "" if row.owner_id else "No owner",
        owner_id=row.owner_id,
    )


def _unowned(request: Any, row: Any, today: date) -> QueueItem:
    url = reverse("metrics:check-in-list", args=[request.convener.slug, row.slug])
    return QueueItem(
        harm=Harm.DUE,
        title=f"Decide who calls {row.words}",
        url=url,
        reason="Nobody owns its check-ins.",
        fact="A low answer would reach nobody.",
        button="Choose",
        button_url=url,
        due_words=f"Next {us_day(row.day)}",
    )


def _round(request: Any, row: Any, today: date) -> QueueItem:
    url = reverse("metrics:evaluation-round", args=[request.convener.slug, row.slug, row.number])
    return QueueItem(
        harm=Harm.DUE,
        title=f"Close evaluation round {row.number} of the {row.words}",
        url=url,
        reason=f"{row.answered} of {row.invited} answered.",
        fact=f"It closes by itself after {us_date(row.day)}.",
        button="See how it stands",
        button_url=url,
        due_words=f"Closes {us_day(row.day)}",
        owner_id=row.owner_id,
    )
