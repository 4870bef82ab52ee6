"""Reading evaluations: rounds with their progress, and the ten cells. Never who answered what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Q, QuerySet

from config.templatetags.formatting import us_date
from metrics.models import EvaluationRound, RoundState, Side
from metrics.rules.evaluation_cells import MINIMUM, weakest
from metrics.rules.evaluation_instrument import INSTRUMENTS, PERSON, PROCESS
from metrics.services.evaluation_rounds import Person
from partnerships.models import Membership, Role
from stakeholders.models import PARTNER_STAGES, Contact

PHRASES = {
    "effectiveness_person": "what each does for our goals",
    "effectiveness_process": "whether we reach our goals",
    "resources_person": "how people’s time is used",
    "resources_process": "whether resources go where the plan says",
    "engagement_person": "whether people are heard",
    "engagement_process": "who takes part at each step",
    "impact_person": "what each does for students",
    "impact_process": "whether students are better off",
    "dynamics_person": "trust among partners",
    "dynamics_process": "how we act on feedback",
}


def rounds_of(partnership: Any) -> list[EvaluationRound]:
    """Rounds that were not discarded, newest first, with `invited` and `answered`; one query."""
    return list(
        EvaluationRound.objects.filter(partnership=partnership)
        .exclude(state=RoundState.DISCARDED)
        .annotate(
            invited=Count("invitations"),
            answered=Count("invitations", filter=Q(invitations__has_answered=True)),
        )
        .order_by("-number")
    )


def latest_closed(partnerships: Sequence[Any]) -> dict[UUID, EvaluationRound]:
    """Each partnership's last closed round; one query."""
    found = (
        EvaluationRound.objects.filter(
            partnership__in=[one.pk for one in partnerships], state=RoundState.CLOSED
        )
        .order_by("partnership_id", "-number")
        .distinct("partnership_id")
    )
    return {one.partnership_id: one for one in found}


def ten_cells(partnership: Any) -> dict[str, Any] | None:
    """The ten cells of the last closed round, see `cells_of`; None before the first one."""
    closed = latest_closed([partnership]).get(partnership.pk)
    return cells_of(closed) if closed else None


def cells_of(closed: EvaluationRound) -> dict[str, Any]:
    """A closed round as it is drawn: `finding`, `basis`, `rows`, `weakest`, `lacking`
    (a sentence, empty where none or all lack data), `has_data`.

    rows: `(category, own part, process)`, each cell with `n`, `agree`, `share` (percent) and
    `median`, all None where fewer than five answered.
    """
    frozen: dict[str, Any] = closed.results or {}
    instrument = INSTRUMENTS[closed.instrument]
    by_key = {(cell["category"], cell["strand"]): cell for cell in frozen["cells"]}
    rows = [
        (label, by_key[key, PERSON], by_key[key, PROCESS])
        for key, label in instrument.categories.items()
    ]
    return {
        "round": closed,
        "rows": rows,
        "minimum": MINIMUM,
        "answered": frozen["answered"],
        "invited": frozen["invited"],
        "finding": _finding(rows),
        "basis": _basis(closed, frozen),
        "weakest": _weakest_words(instrument.categories, frozen["cells"]),
        "lacking": _lacking(frozen["cells"]),
        "has_data": any(cell["share"] is not None for cell in frozen["cells"]),
    }


def _lacking(cells: list[dict[str, Any]]) -> str:
    """How many cells lack data; empty where none does, or all do and the weakest says so."""
    count = sum(cell["share"] is None for cell in cells)
    if count in (0, len(cells)):
        return ""
    number = str(apnumber(count)).capitalize()
    return f"{number} of ten cells lack{'s' if count == 1 else ''} data: under {MINIMUM} answers."


def _basis(closed: EvaluationRound, frozen: dict[str, Any]) -> str:
    rate = round(100 * frozen["answered"] / frozen["invited"]) if frozen["invited"] else 0
    return (
        f"Share answering 4 or 5. Round {closed.number}, {frozen['answered']} of "
        f"{frozen['invited']} answered ({rate}%), closed "
        f"{us_date(closed.closed_at, closed.convener)}. Shown from {MINIMUM} answers."
    )


def _finding(rows: list[tuple[str, Any, Any]]) -> str:
    gaps = [
        own["share"] - process["share"]
        for _, own, process in rows
        if own["share"] is not None and process["share"] is not None
    ]
    if not gaps:
        return "Too few answers to compare own part and process"
    known = "wherever both are known" if len(gaps) < len(rows) else "in all five categories"
    if all(gap > 0 for gap in gaps):
        return f"Own part rates above the process {known}"
    if all(gap < 0 for gap in gaps):
        return f"The process rates above own part {known}"
    if not any(gaps):
        return f"Own part and the process rate the same {known}"
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if not above:
        return f"The process rates above own part in {below} of {len(gaps)} categories"
    return f"Own part rates above the process in {above} of {len(gaps)} categories"


def _weakest_words(categories: dict[str, str], cells: list[dict[str, Any]]) -> str:
    if all(one["share"] is None for one in cells):
        return f"All ten cells lack data: each has fewer than {MINIMUM} answers."
    found = weakest(cells)
    if not found:
        return "No cell is weaker than another."
    named = [
        f"{PHRASES[f'{one["category"]}_{one["strand"]}']} ({categories[one['category']].lower()})"
        for one in found
    ]
    return f"Weakest, at {found[0]['share']}%: {'; '.join(named)}."


def closing_words(round_: Any) -> list[str]:
    """What closing an open round now means: first how many answered, then what follows.

    round_: with `invited` and `answered`. It reads no answer: there are no interim results.
    """
    have = "has" if round_.invited == 1 else "have"
    people = "person" if round_.invited == 1 else "people"
    answered = f"{round_.answered} of {round_.invited} {people} {have} answered."
    waiting = round_.invited - round_.answered
    rest = {0: "", 1: "The one who has not can no longer answer."}.get(
        waiting, f"The {waiting} who have not can no longer answer."
    )
    if round_.answered < MINIMUM:
        lacking = f"All ten cells will lack data: each needs at least {MINIMUM} answers."
    else:
        lacking = f"A statement that fewer than {MINIMUM} people rated will lack data."
    undone = (
        "This cannot be undone: results are frozen, and the tie between people and answers is "
        "deleted."
    )
    return [line for line in (answered, rest, lacking, undone) if line]


def people_without_address(partnership: Any) -> list[Contact]:
    """Contacts of partners who cannot be asked, by organization; one query."""
    return list(_partner_contacts(partnership).filter(email=""))


def _partner_contacts(partnership: Any) -> QuerySet[Contact]:
    return (
        Contact.objects.filter(
            organization__candidacies__partnership=partnership,
            organization__candidacies__stage__in=PARTNER_STAGES,
        )
        .select_related("organization")
        .order_by("organization__name", "name")
        .distinct()
    )


def people_to_ask(partnership: Any) -> dict[str, list[tuple[str, Person]]]:
    """Who may be asked, by side: `(key, person)`. One address appears once; two queries.

    Partners are organizations that were invited or have committed.
    """
    contacts = _partner_contacts(partnership).exclude(email="")
    members = (
        Membership.objects.filter(is_active=True).exclude(role=Role.INTERMEDIARY).order_by("name")
    )
    return {
        Side.PARTNER: [
            (str(one.pk), Person(one.name, one.email, Side.PARTNER, one.organization.name))
            for one in contacts
        ],
        Side.CONVENER: [
            (str(one.pk), Person(one.name, one.email, Side.CONVENER, one.organization_name))
            for one in members
        ],
    }
