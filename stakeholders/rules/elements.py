"""Elements 3 and 4 of the playbook's seven: purposeful recruitment, and mutual benefit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from partnerships.registries import ElementReport, ElementState, PartnershipReport, Step
from stakeholders.selectors.element_facts import RecruitmentFacts, recruitment_facts


def recruitment_and_benefit(
    convener: Any, partnerships: Sequence[Any]
) -> dict[UUID, PartnershipReport]:
    """Elements 3 and 4 of each partnership; one statement."""
    facts = recruitment_facts(partnerships, timezone.localdate())
    return {
        one.pk: PartnershipReport(
            {
                3: purposeful_recruitment((convener.slug, one.slug), facts[one.pk]),
                4: mutual_benefit((convener.slug, one.slug), facts[one.pk]),
            }
        )
        for one in partnerships
    }


def purposeful_recruitment(address: tuple[str, str], facts: RecruitmentFacts) -> ElementReport:
    """Element 3: needs, then profiles, then seats filled by organizations that committed."""
    if not facts.needs:
        need = "stakeholders:need-create"
        step = Step("Write down what is missing.", "Add a need", need, address)
        return ElementReport(ElementState.NOT_STARTED, "No need is written down yet.", step)
    if not facts.seats:
        words = "One need is" if facts.needs == 1 else f"{facts.needs} needs are"
        profile = "stakeholders:profile-create"
        step = Step("Say whom you are looking for.", "Write a profile", profile, address)
        return ElementReport(ElementState.UNDER_WAY, f"{words} written down. No profile yet.", step)
    filled = sum(seat.filled for seat in facts.seats)
    total = sum(seat.total for seat in facts.seats)
    noun = "seat matches" if total == 1 else "seats match"
    words = f"{filled} of {total} {noun} a profile."
    empty = [seat.title for seat in facts.seats if seat.filled < seat.total]
    if not empty:
        return ElementReport(ElementState.IN_PLACE, words)
    more = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
    state = ElementState.ATTENTION if facts.is_overdue else ElementState.UNDER_WAY
    words += f" Open: {', '.join(empty[:3])}{more}."
    return ElementReport(state, words, _next_name(address, facts))


def _next_name(address: tuple[str, str], facts: RecruitmentFacts) -> Step:
    """Whoever waits longest comes first, then somebody new for an open seat."""
    if facts.late_id is not None:
        return Step(
            f"{facts.late_name} waits for its next step.",
            "Take the next step",
            "stakeholders:candidacy-detail",
            (*address, facts.late_id),
            permission="candidacies.work",
        )
    words = "Name somebody for an open seat."
    return Step(words, "Add a prospect", "stakeholders:prospect-add", address)


def mutual_benefit(address: tuple[str, str], facts: RecruitmentFacts) -> ElementReport:
    """Element 4: every partner has said, in its own words, what it wants in return (L376)."""
    if not facts.partners:
        return ElementReport(ElementState.NOT_STARTED, "No partner is at the table yet.")
    noun = "partner" if facts.partners == 1 else "partners"
    told = facts.partners - facts.silent
    words = f"{told} of {facts.partners} {noun} wrote down what they want in return."
    if not facts.silent:
        return ElementReport(ElementState.IN_PLACE, words)
    one = facts.silent == 1
    step = Step(
        f"{'One partner has' if one else f'{facts.silent} partners have'} not stated a goal.",
        "See the partner" if one else f"See the {facts.silent} partners",
        "stakeholders:partner-list",
        address,
        "?goal=none",
    )
    return ElementReport(ElementState.UNDER_WAY, words, step)
