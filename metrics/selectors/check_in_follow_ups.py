"""Follow-ups in words, as Today and their own page show them."""

from __future__ import annotations

from typing import Any

from metrics.services.check_in_answers import (
    LOW_CHECK_IN,
    OTHER_PERSON,
    UNANSWERED_CHECK_INS,
    WRONG_PERSON,
)

BUTTONS = {OTHER_PERSON: "Record the answer", WRONG_PERSON: "Record what you did"}
REASONS = {
    UNANSWERED_CHECK_INS: ("Two check-ins unanswered.", "A call, not a third mail."),
    OTHER_PERSON: ("Somebody else should answer.", ""),
    WRONG_PERSON: ("The check-in reached the wrong person.", ""),
}


def reason_and_fact(row: Any, check_in: Any) -> tuple[str, str]:
    """Why it matters, and the fact after it.

    row: with the follow-up's kind and detail. check_in: with temperature and note, or None.
    """
    if row.kind == LOW_CHECK_IN and check_in is not None:
        quote = f"“{check_in.note}”" if check_in.note else ""
        return f"Low check-in, {check_in.temperature} of 5.", quote
    reason, fact = REASONS.get(row.kind, ("Promised.", ""))
    return reason, fact or row.detail
