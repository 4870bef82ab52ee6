"""Element 5, open lines of communication (playbook L380–403): is everybody asked, and heard?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from metrics.rules.check_in_calendar import LOW_TEMPERATURE
from metrics.selectors.check_ins import Standing, standings
from partnerships.registries import ElementReport, ElementState, Step


def open_lines(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Reports on each partnership; two queries in all.

    In place: every partner asked has answered, none of them low. Needs attention: a low answer,
    or a partner whose last check-in went unanswered. Under way: planned, nothing back yet.
    """
    found = standings(partnerships)
    return {
        one.pk: _report(convener, one, found[one.pk])
        if one.pk in found
        else _nobody_asked(convener, one)
        for one in partnerships
    }


def _nobody_asked(convener: Any, partnership: Any) -> ElementReport:
    url = reverse("metrics:check-in-list", args=[convener.slug, partnership.slug])
    step = Step("Ask partners how it goes, on a schedule.", "Plan check-ins", url)
    return ElementReport(ElementState.NOT_STARTED, "No partner is asked how it goes.", step)


def _report(convener: Any, partnership: Any, standing: Standing) -> ElementReport:
    url = reverse("metrics:check-in-list", args=[convener.slug, partnership.slug])
    evidence = f"{standing.words[0].upper()}{standing.words[1:]}."
    if not standing.asked:
        return ElementReport(ElementState.UNDER_WAY, evidence)
    low = standing.lowest is not None and standing.lowest <= LOW_TEMPERATURE
    if low or standing.silent:
        words = "Call the partner who answered low." if low else "Reach the partner who is silent."
        return ElementReport(ElementState.ATTENTION, evidence, Step(words, "See the answers", url))
    return ElementReport(ElementState.IN_PLACE, evidence)


def checked_in_words(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, str]:
    """A partnership's line on Today: `12 of 14 checked in, median 4 of 5.`"""
    found = standings(partnerships)
    return {key: f"{standing.words}." for key, standing in found.items() if standing.asked}
