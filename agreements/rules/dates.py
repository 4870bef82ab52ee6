"""Days that follow from a term: when promises fall due, and by when we answer."""

from __future__ import annotations

import calendar
from datetime import date

from agreements.models import Cadence
from config.working_days import add_working_days

MONTHS_BETWEEN = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}
#: Working days within which the convener signs after the partner has, and answers a question.
COUNTERSIGN_WITHIN = 2
ANSWER_WITHIN = 2


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def due_dates(cadence: str, due_on: date | None, starts_on: date, ends_on: date) -> list[date]:
    """Every day on which a promise falls due within the term; never empty (B14).

    Without a day of its own, what is promised once is due on the last day, as is what stands all
    along or first falls due after the term.
    """
    months = MONTHS_BETWEEN.get(Cadence(cadence))
    if months is None:
        return [due_on or ends_on] if cadence == Cadence.ONCE else [ends_on]
    first = due_on or add_months(starts_on, months)
    found = []
    step = 0
    while (day := add_months(first, step * months)) <= ends_on:
        found.append(day)
        step += 1
    return found or [ends_on]


def countersign_due(signed_on: date) -> date:
    """By when the convener promises its own signature."""
    return add_working_days(signed_on, COUNTERSIGN_WITHIN)


def answer_due(asked_on: date) -> date:
    """By when the convener promises an answer to a question."""
    return add_working_days(asked_on, ANSWER_WITHIN)
