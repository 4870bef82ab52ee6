"""The four-part interview (playbook L311–314, B5): the fit and the invitation wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stakeholders.models import INTERVIEW_PARTS


@dataclass(frozen=True)
class Finding:
    """One thing in the way: a code, the sentence, and the field that mends it."""

    code: str
    message: str
    field: str

    def __str__(self) -> str:
        return self.message


def unscored_parts(interview: Any) -> list[Finding]:
    """What is not scored yet; interview may be None, then all four parts."""
    return [
        Finding(f"{key}_unscored", f"“{label}” is not scored.", f"{key}_score")
        for key, label, _ in INTERVIEW_PARTS
        if interview is None or getattr(interview, f"{key}_score") is None
    ]


def total_score(interview: Any) -> int:
    """The sum of the scored parts, at most 20."""
    scores = (getattr(interview, f"{key}_score", None) for key, _, _ in INTERVIEW_PARTS)
    return sum(score or 0 for score in scores)
