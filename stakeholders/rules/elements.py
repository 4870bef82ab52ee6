"""Elements 3 and 4 of the playbook's seven: purposeful recruitment, and mutual benefit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from partnerships.registries import ElementReport, ElementState, Step
from stakeholders.models import (
    OPEN_STAGES,
    PARTNER_STAGES,
    Candidacy,
    Need,
    NeedStatus,
    ParticipantProfile,
)
from stakeholders.selectors.seats import Seat, seats_of


def purposeful_recruitment(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Element 3: needs, then profiles, then seats filled by organizations that committed."""
    needs = _by_partnership(Need.objects.filter(partnership__in=partnerships))
    profiles = _by_partnership(
        ParticipantProfile.objects.filter(partnership__in=partnerships).select_related("need")
    )
    rows = _by_partnership(
        Candidacy.objects.filter(
            partnership__in=partnerships, stage__in=OPEN_STAGES
        ).select_related("organization")
    )
    today = timezone.localdate()
    return {
        one.pk: _recruitment(
            [convener.slug, one.slug],
            needs[one.pk],
            seats_of(profiles[one.pk], rows[one.pk], today),
            rows[one.pk],
        )
        for one in partnerships
    }


def _recruitment(
    address: list[str], needs: list[Any], seats: list[Seat], rows: list[Any]
) -> ElementReport:
    plan = reverse("stakeholders:recruitment-plan", args=address)
    if not needs:
        step = Step("Write down what is missing.", "Add a need", plan)
        return ElementReport(ElementState.NOT_STARTED, "No need is written down yet.", step)
    if not seats:
        words = "One need is" if len(needs) == 1 else f"{len(needs)} needs are"
        step = Step("Say whom you are looking for.", "Write a profile", plan)
        return ElementReport(ElementState.UNDER_WAY, f"{words} written down. No profile yet.", step)
    filled, total = sum(seat.filled for seat in seats), sum(seat.total for seat in seats)
    noun = "seat matches" if total == 1 else "seats match"
    words = f"{filled} of {total} {noun} a profile."
    empty = [seat.profile.title for seat in seats if seat.is_open]
    if not empty:
        return ElementReport(ElementState.IN_PLACE, words)
    more = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
    words += f" Open: {', '.join(empty[:3])}{more}."
    return _open_seats(address, words, needs, rows)


def _open_seats(address: list[str], words: str, needs: list[Any], rows: list[Any]) -> ElementReport:
    today = timezone.localdate()
    overdue = [
        need
        for need in needs
        if need.status == NeedStatus.OPEN and need.needed_by and need.needed_by < today
    ]
    state = ElementState.ATTENTION if overdue else ElementState.UNDER_WAY
    late = max(rows, key=lambda row: row.days_past_limit, default=None)
    if late is not None and late.days_past_limit:
        url = reverse("stakeholders:candidacy-detail", args=[*address, late.pk])
        step = Step(f"{late.organization.name} waits for its next step.", "Take the next step", url)
    else:
        url = reverse("stakeholders:prospect-add", args=address)
        step = Step("Name somebody for an open seat.", "Add a prospect", url)
    return ElementReport(state, words, step)


def mutual_benefit(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Element 4: every partner has said, in its own words, what it wants in return (L376)."""
    rows = _by_partnership(
        Candidacy.objects.filter(
            partnership__in=partnerships, stage__in=PARTNER_STAGES
        ).select_related("organization")
    )
    return {
        one.pk: _benefit([convener.slug, one.slug], {row.organization for row in rows[one.pk]})
        for one in partnerships
    }


def _benefit(address: list[str], partners: set[Any]) -> ElementReport:
    if not partners:
        return ElementReport(ElementState.NOT_STARTED, "No partner is at the table yet.")
    silent = sum(not partner.stated_goal for partner in partners)
    total = len(partners)
    noun = "partner" if total == 1 else "partners"
    words = f"{total - silent} of {total} {noun} wrote down what they want in return."
    if not silent:
        return ElementReport(ElementState.IN_PLACE, words)
    who = "One partner has" if silent == 1 else f"{silent} partners have"
    step = Step(
        f"{who} not stated a goal.",
        "See the partner" if silent == 1 else f"See the {silent} partners",
        reverse("stakeholders:partner-list", args=address),
    )
    return ElementReport(ElementState.UNDER_WAY, words, step)


def _by_partnership(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.partnership_id].append(row)
    return found
