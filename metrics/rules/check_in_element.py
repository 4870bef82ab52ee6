"""Element 5, open lines of communication (playbook L380–403): is everybody asked, and heard?"""

from __future__ import annotations

from metrics.selectors.check_in_standing import Standing
from partnerships.registries import ElementReport, ElementState, Step


def open_lines(address: tuple[str, str], standing: Standing | None) -> ElementReport:
    """Element 5 of one partnership; standing: None where nobody is asked.

    In place: every partner asked has answered, none of them low. Needs attention: a low answer or
    two silences in a row, after which nobody has called. Under way: planned, nothing back yet; one
    silence; or called, and the next answer will tell.
    """
    view = "metrics:check-in-list"
    if standing is None:
        words, may = "Ask partners how it goes, on a schedule.", "check_ins.manage"
        step = Step(words, "Plan check-ins", view, address, permission=may)
        return ElementReport(ElementState.NOT_STARTED, "No partner is asked how it goes.", step)
    evidence = f"{standing.words[0].upper()}{standing.words[1:]}."
    if not standing.schedules:
        step = Step("Ask again when partners are ready.", "See who is paused", view, address)
        return ElementReport(ElementState.UNDER_WAY, evidence, step)
    if not standing.asked:
        return ElementReport(ElementState.UNDER_WAY, evidence)
    if standing.low or standing.silent:
        step = Step(_whom_to_call(standing), "See the answers", view, address)
        return ElementReport(ElementState.ATTENTION, evidence, step)
    if standing.called:
        calls = "The call that followed is" if standing.called == 1 else "Calls that followed are"
        return ElementReport(ElementState.UNDER_WAY, f"{evidence} {calls} on record.")
    if standing.silent_once:
        words = f"{evidence} A second silence in a row asks for a call."
        return ElementReport(ElementState.UNDER_WAY, words)
    if standing.answered < standing.asked:
        return ElementReport(ElementState.UNDER_WAY, evidence)
    return ElementReport(ElementState.IN_PLACE, evidence)


def _whom_to_call(standing: Standing) -> str:
    if standing.low:
        many = "Call the partners who answered low."
        return "Call the partner who answered low." if standing.low == 1 else many
    many = "Reach the partners who are silent."
    return "Reach the partner who is silent." if standing.silent == 1 else many


def checked_in_words(standing: Standing | None) -> str:
    """A partnership's line on Today: `12 of 14 checked in, median 4 of 5.`; else empty."""
    return f"{standing.words}." if standing and standing.asked else ""
