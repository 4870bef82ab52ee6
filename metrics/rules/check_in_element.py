"""Element 5, open lines of communication (playbook L380–403): is everybody asked, and heard?"""

from __future__ import annotations

from metrics.rules.check_in_calendar import LOW_TEMPERATURE
from metrics.selectors.check_in_standing import Standing
from partnerships.registries import ElementReport, ElementState, Step


def open_lines(address: tuple[str, str], standing: Standing | None) -> ElementReport:
    """Element 5 of one partnership; standing: None where nobody is asked.

    In place: every partner asked has answered, none of them low. Needs attention: a low answer,
    or a partner whose last check-in went unanswered. Under way: planned, nothing back yet.
    """
    view = "metrics:check-in-list"
    if standing is None:
        step = Step("Ask partners how it goes, on a schedule.", "Plan check-ins", view, address)
        return ElementReport(ElementState.NOT_STARTED, "No partner is asked how it goes.", step)
    evidence = f"{standing.words[0].upper()}{standing.words[1:]}."
    if not standing.asked:
        return ElementReport(ElementState.UNDER_WAY, evidence)
    low = standing.lowest is not None and standing.lowest <= LOW_TEMPERATURE
    if low or standing.silent:
        words = "Call the partner who answered low." if low else "Reach the partner who is silent."
        step = Step(words, "See the answers", view, address)
        return ElementReport(ElementState.ATTENTION, evidence, step)
    return ElementReport(ElementState.IN_PLACE, evidence)


def checked_in_words(standing: Standing | None) -> str:
    """A partnership's line on Today: `12 of 14 checked in, median 4 of 5.`; else empty."""
    return f"{standing.words}." if standing and standing.asked else ""
