"""How many seats of each profile are filled; by an organization that committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from config.templatetags.formatting import us_day
from stakeholders.models import NeedStatus, ParticipantProfile, Stage


@dataclass(frozen=True)
class Seat:
    """One profile: its seats, how many are filled and how many wait for a decision."""

    profile: Any
    filled: int
    deciding: int
    today: date

    @property
    def total(self) -> int:
        """Seats that the profile asks for."""
        return int(self.profile.seats)

    @property
    def is_open(self) -> bool:
        """Whether a seat is still empty."""
        return self.filled < self.total

    @property
    def is_pressing(self) -> bool:
        """Whether an empty seat is needed within 60 days, or was."""
        due = self._due
        return self.is_open and due is not None and (due - self.today).days <= 60

    @property
    def words(self) -> str:
        """`1 of 3 filled`, `0 of 1, needed by Jan 11` or `0 of 1, 1 to decide`."""
        counts = f"{self.filled} of {self.total}"
        if self.is_pressing:
            return f"{counts}, needed by {us_day(self._due)}"
        if self.is_open and self.deciding:
            return f"{counts}, {self.deciding} to decide"
        return f"{counts} filled"

    @property
    def _due(self) -> date | None:
        need = self.profile.need
        return need.needed_by if need.status == NeedStatus.OPEN else None


def open_profiles(partnership: Any) -> QuerySet[ParticipantProfile]:
    """Profiles with an empty seat whose need is open: somebody may be named against them (B2)."""
    committed = Count("candidacies", filter=Q(candidacies__stage=Stage.COMMITTED))
    wanted = ParticipantProfile.objects.filter(
        partnership=partnership, need__status=NeedStatus.OPEN
    )
    return wanted.annotate(committed=committed).filter(committed__lt=F("seats"))


def seats_of(profiles: Sequence[Any], candidacies: Iterable[Any], today: date) -> list[Seat]:
    """Each profile (its need loaded) with its seats, from the same partnerships' candidacies."""
    by_stage: dict[Any, Counter[str]] = {profile.pk: Counter() for profile in profiles}
    for row in candidacies:
        if row.profile_id in by_stage:
            by_stage[row.profile_id][row.stage] += 1
    return [
        Seat(
            profile,
            min(by_stage[profile.pk][Stage.COMMITTED], profile.seats),
            by_stage[profile.pk][Stage.INTERVIEWING] + by_stage[profile.pk][Stage.MATCHED],
            today,
        )
        for profile in profiles
    ]
