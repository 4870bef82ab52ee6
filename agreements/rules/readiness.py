"""What stands between a draft and its sending: the promises of both sides, and the invitation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from agreements.models import Side
from config.templatetags.formatting import us_date
from stakeholders.models import OPEN_STAGES, PARTNER_STAGES, Stage


@dataclass(frozen=True)
class Missing:
    """One thing to do first: a code, the sentence, and the candidacy on which it is done."""

    code: str
    message: str
    candidacy_id: UUID | None = None

    def __str__(self) -> str:
        return self.message


def sides_missing(sides: Collection[str]) -> list[Missing]:
    """A side that promises nothing yet; sides: those that promise something."""
    needed = (
        (Side.PARTNER, "Write down at least one thing that the partner would do."),
        (Side.CONVENER, "Write down at least one thing that we would do."),
    )
    return [Missing(f"{side}_promises", words) for side, words in needed if side not in sides]


def signers_missing(organization_name: str, count: int) -> list[Missing]:
    """That nobody is named who signs for the partner; count: those who are."""
    words = f"Name who signs for {organization_name}."
    return [] if count else [Missing("no_signer", words)]


def term_missing(ends_on: date, today: date) -> list[Missing]:
    """A term that is over, or ends today: nobody could keep what it promises."""
    if ends_on > today:
        return []
    words = f"Its last day is {us_date(ends_on)}. Choose one that is still to come."
    return [Missing("term_over", words)]


def candidacy_missing(organization_name: str, candidacies: Sequence[Any]) -> list[Missing]:
    """Why an organization may not be sent an agreement yet; empty once it was invited (B5).

    candidacies: all of this organization in the agreement's partnership, closed ones as well.
    """
    if any(row.stage in PARTNER_STAGES for row in candidacies):
        return []
    under_way = [row for row in candidacies if row.stage in OPEN_STAGES]
    if under_way:
        furthest = max(under_way, key=lambda row: OPEN_STAGES.index(Stage(row.stage)))
        stage = Stage(furthest.stage).label.lower()
        words = f"{organization_name} is {stage} here. Decide to invite it first."
        return [Missing("not_invited", words, furthest.pk)]
    if candidacies:
        newest = max(candidacies, key=lambda row: row.stage_since)
        words = (
            f"The candidacy of {organization_name} is closed. Open it again and invite it first."
        )
        return [Missing("candidacy_closed", words, newest.pk)]
    words = f"{organization_name} was not interviewed or invited for this partnership."
    return [Missing("no_candidacy", words)]
