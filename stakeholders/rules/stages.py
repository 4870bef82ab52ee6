"""The candidacy's state table: how an organization gets to the table, and how it leaves."""

from __future__ import annotations

from typing import Any

from config.state import Move, StateMachine
from config.templatetags.formatting import us_date
from stakeholders.models import (
    OPEN_STAGES,
    UNDER_WAY,
    Candidacy,
    Interview,
    NeedStatus,
    Stage,
)
from stakeholders.rules.interview import Finding, unscored_parts
from stakeholders.selectors.seats import open_profiles

WORK = "candidacies.work"


def _all_parts_scored(candidacy: Candidacy) -> list[Any]:
    return unscored_parts(Interview.objects.filter(candidacy=candidacy).first())


def revisit_day_missing(candidacy: Candidacy) -> list[Any]:
    """“Not aligned, revisit on …” keeps everybody from asking again until that day (B11), unless
    somebody writes down why it holds no more."""
    if not candidacy.is_to_wait:
        return []
    words = f"We promised not to ask again before {us_date(candidacy.revisit_on)}."
    return [Finding("too_early", words, "revisit_on")]


def _seat_is_open(candidacy: Candidacy) -> list[Any]:
    """A need before a name, for whoever is named a second time, too (B2)."""
    profile = candidacy.profile
    if profile is None or open_profiles(candidacy.partnership).filter(pk=profile.pk).exists():
        return []
    if profile.need.status == NeedStatus.MET:
        words = f"The need of “{profile.title}” is met. Open the need again first."
    else:
        words = f"“{profile.title}” has no empty seat. Add a seat to the profile first."
    return [Finding("profile_not_open", words, "profile")]


#: A signed agreement commits whatever the stage: it is a fact, not a request, so `commit` needs
#: no permission and no door but `mark_committed` leads to it.
CANDIDACIES = StateMachine(
    "candidacy",
    Stage,
    (
        Move(Stage.IDENTIFIED, "contact", Stage.CONTACTED, WORK),
        Move(Stage.CONTACTED, "interview", Stage.INTERVIEWING, WORK),
        Move(Stage.INTERVIEWING, "match", Stage.MATCHED, WORK, (_all_parts_scored,)),
        Move(Stage.MATCHED, "invite", Stage.INVITED, WORK, (_all_parts_scored,)),
        *(Move(stage, "commit", Stage.COMMITTED) for stage in UNDER_WAY),
        *(Move(stage, "close", Stage.CLOSED, WORK) for stage in OPEN_STAGES),
        Move(Stage.CLOSED, "reopen", Stage.IDENTIFIED, WORK, (_seat_is_open,)),
    ),
    column="stage",
)
