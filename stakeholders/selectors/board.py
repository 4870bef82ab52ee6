"""The recruitment board: one partnership's candidacies by stage, read in four queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.names import name_to_call
from config.templatetags.formatting import us_day
from partnerships.models import Partnership
from stakeholders.forms.filters import BoardFilter
from stakeholders.models import (
    INTERVIEW_PARTS,
    OPEN_STAGES,
    Candidacy,
    Interview,
    ParticipantProfile,
    Stage,
)
from stakeholders.rules.interview import total_score, unscored_parts
from stakeholders.selectors.seats import Seat, seats_of

#: What it takes to stand in a column.
COLUMN_NOTES = {
    Stage.IDENTIFIED: "Named against a profile. No contact yet.",
    Stage.CONTACTED: "First mail, call or visit is made.",
    Stage.INTERVIEWING: "Organization, skills, interest and capacity.",
    Stage.MATCHED: "Both sides see the fit.",
    Stage.INVITED: "We decided to invite; not signed yet.",
    Stage.COMMITTED: "Signed an agreement, here or before.",
}
PARTS = len(INTERVIEW_PARTS)
MOST_POINTS = 5 * PARTS
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]


@dataclass(frozen=True)
class Card:
    """One candidacy as the board shows it."""

    row: Any
    scored: int
    points: int

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than our own limit."""
        return bool(self.row.days_past_limit)

    @property
    def is_scored(self) -> bool:
        """Whether all four parts are scored, so that the sum means something."""
        return self.scored == PARTS

    @property
    def warning(self) -> str:
        """The one thing that is wrong, if anything is."""
        days = self.row.days_in_stage
        if self.row.owner_id is None and self.row.stage != Stage.COMMITTED:
            return f"No owner for {_days(days)}."
        past = self.row.days_past_limit
        if past:
            day = us_day(self.row.limit_on)
            return f"Next step was due {day}. {_days(past)} past our own limit."
        return ""

    @property
    def days(self) -> str:
        """`1 day` or `19 days`."""
        return _days(self.row.days_in_stage)

    @property
    def interview(self) -> str:
        """`Not yet`, `3 of 4 parts` or `16 of 20`."""
        if not self.scored:
            return "Not yet"
        if self.scored < PARTS:
            return f"{self.scored} of {PARTS} parts"
        return f"{self.points} of {MOST_POINTS}"

    @property
    def foot(self) -> str:
        """Who owns it, or since when it is settled."""
        if self.row.stage == Stage.COMMITTED:
            return f"Since {us_day(self.row.stage_since)}"
        owner = self.row.owner
        return f"Owner: {name_to_call(owner.name) if owner else 'none'}"


#: Nothing moves a partner any more: the board draws a few, the list of partners has all.
COMMITTED_SHOWN = 4


@dataclass(frozen=True)
class Column:
    """One stage and its cards, those first that have been in it longest."""

    stage: Stage
    note: str
    cards: list[Card]

    @property
    def first(self) -> list[Card]:
        """The cards to draw: all of them, of the committed the latest, who have moved last."""
        if self.stage == Stage.COMMITTED:
            return self.cards[: -COMMITTED_SHOWN - 1 : -1]
        return self.cards

    @property
    def more(self) -> int:
        """How many the list of partners has beside these."""
        return len(self.cards) - len(self.first)


@dataclass(frozen=True)
class Board:
    """Everything the page shows."""

    form: BoardFilter
    seats: list[Seat]
    columns: list[Column]
    shown: int
    total: int
    closed: list[Any]
    lead: str


def board_of(partnership: Partnership, asked: Any, today: date) -> Board:
    """The board of one partnership, filtered as the address asks."""
    profiles = list(
        ParticipantProfile.objects.filter(partnership=partnership).select_related("need")
    )
    everything = list(
        Candidacy.objects.filter(partnership=partnership)
        .select_related("organization", "profile", "owner", "contact")
        .order_by("stage_since", "pk")
    )
    rows = [row for row in everything if row.stage in OPEN_STAGES]
    owners = sorted({row.owner for row in rows if row.owner}, key=lambda owner: owner.name)
    form = BoardFilter(asked, profiles, owners)
    shown = form.apply(rows)
    interviews = {
        interview.candidacy_id: interview
        for interview in Interview.objects.filter(candidacy__partnership=partnership)
    }
    cards = [_card(row, interviews.get(row.pk)) for row in shown]
    seats = seats_of(profiles, rows, today)
    return Board(
        form=form,
        seats=seats,
        columns=[
            Column(stage, COLUMN_NOTES[stage], [card for card in cards if card.row.stage == stage])
            for stage in OPEN_STAGES
        ],
        shown=len(shown),
        total=len(rows),
        closed=[row for row in reversed(everything) if row.stage == Stage.CLOSED],
        lead=f"{partnership.name}. {_sentence(seats, rows)}",
    )


def _card(row: Candidacy, interview: Interview | None) -> Card:
    return Card(row, PARTS - len(unscored_parts(interview)), total_score(interview))


def _sentence(seats: list[Seat], rows: list[Any]) -> str:
    """Whether it is all right: seats, then the candidacy that waits longest."""
    total = sum(seat.total for seat in seats)
    if not total:
        return "No profile is written yet."
    filled = sum(seat.filled for seat in seats)
    verb = "is" if filled == 1 else "are"
    number = NUMBERS[filled] if filled < len(NUMBERS) else str(filled)
    if not filled:
        number = "None"
    words = f"{number} of {_number(total)} {'seat' if total == 1 else 'seats'} {verb} filled."
    if filled == total:
        words = "Every seat is filled."
    late = max(rows, key=lambda row: row.days_past_limit, default=None)
    if late is None or not late.days_past_limit:
        return words
    others = Counter(bool(row.days_past_limit) for row in rows)[True] - 1
    more = f" and {_number(others)} more are" if others else " is"
    past = _days(late.days_past_limit)
    return (
        f"{words} {late.organization.name}{more} past our limit{'' if others else f' by {past}'}."
    )


def _number(value: int) -> str:
    return NUMBERS[value].lower() if value < len(NUMBERS) else str(value)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
