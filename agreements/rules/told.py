"""What an agreement's log says of its state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agreements.models import AgreementState

type Entry = dict[str, Any]
_ENDINGS = {
    "completed": AgreementState.COMPLETE,
    "declined": AgreementState.DECLINED,
    "expired": AgreementState.EXPIRED,
    "voided": AgreementState.VOIDED,
}
_OPENINGS = ("asked", "reopened")


def told_state(log: Iterable[Entry]) -> AgreementState:
    """Where the entries lead: draft for none, sent also where only our signature is missing.

    More time opens what ran out; a declined agreement stays declined with a later date.
    """
    state = AgreementState.DRAFT
    for entry in log:
        verb = str(entry.get("verb"))
        if verb in _OPENINGS or (verb == "extended" and state == AgreementState.EXPIRED):
            state = AgreementState.SENT
        state = _ENDINGS.get(verb, state)
    return state
