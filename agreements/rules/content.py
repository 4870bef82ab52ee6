"""What is signed: a plain description of an agreement, frozen and hashed when it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from string import Template
from typing import Any

from agreements.models import Agreement, Cadence, Responsibility, Side
from agreements.registries import Outcome
from agreements.rules.dates import MONTHS_BETWEEN, due_dates
from config.templatetags.formatting import us_date

#: 2 has outcomes; what was sent as 1 is read as it is.
CONTENT_VERSION = 2
#: Promises of one side that a page of paper holds in half of its width, beside the other side's.
MOST_SIDE_BY_SIDE = 8


@dataclass(frozen=True)
class Surroundings:
    """What the content says about people and things around the agreement."""

    convener_name: str
    convener_short_name: str
    organization_name: str
    partnership_name: str
    purpose: str
    goal: str
    outcomes: Sequence[Outcome] = ()


def label_of(is_binding: bool) -> str:
    """The label that stands before everything else (B17)."""
    return "This is a legal contract." if is_binding else "This is not a legal contract."


def build_content(
    agreement: Agreement, responsibilities: Iterable[Responsibility], around: Surroundings
) -> dict[str, Any]:
    """The content as JSON data. Signers and their addresses are not part of it: an address may
    be corrected without changing what was promised."""
    promises = list(responsibilities)
    return {
        "version": CONTENT_VERSION,
        "title": agreement.title,
        "form": agreement.template_name,
        "is_binding": agreement.is_binding,
        "label": label_of(agreement.is_binding),
        "consequence": agreement.consequence,
        "convener": {"name": around.convener_name, "short_name": around.convener_short_name},
        "organization": around.organization_name,
        "partnership": around.partnership_name,
        "purpose": around.purpose,
        "goal": around.goal,
        "outcomes": [asdict(outcome) for outcome in around.outcomes],
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": agreement.ends_on.isoformat(),
        "responsibilities": {
            str(side): [
                _promise(agreement, promise) for promise in promises if promise.side == side
            ]
            for side in Side
        },
        "clauses": _clauses(agreement, around),
    }


def _clauses(agreement: Agreement, around: Surroundings) -> list[dict[str, str]]:
    values = {
        "convener": around.convener_name,
        "organization": around.organization_name,
        "partnership": around.partnership_name,
        "starts_on": us_date(agreement.starts_on),
        "ends_on": us_date(agreement.ends_on),
    }
    return [
        {"heading": clause["heading"], "text": Template(clause["text"]).safe_substitute(values)}
        for clause in agreement.clauses
    ]


def _promise(agreement: Agreement, promise: Responsibility) -> dict[str, Any]:
    return {
        "text": promise.text,
        "detail": promise.detail,
        "when": when_words(promise, agreement.starts_on, agreement.ends_on),
        "hours_per_quarter": promise.hours_per_quarter,
    }


def when_words(promise: Responsibility, starts_on: date, ends_on: date) -> str:
    """When a promise falls due, in words; "" for one that stands all along."""
    first = us_date(due_dates(promise.cadence, promise.due_on, starts_on, ends_on)[0])
    if promise.cadence == Cadence.ONCE:
        return f"By {first}"
    if promise.cadence in MONTHS_BETWEEN:
        return f"{Cadence(promise.cadence).label}, first due {first}"
    return ""


def day_named(when: str) -> date | None:
    """The day that `when_words` wrote, the first of several; None for a promise all along."""
    _, first_due, day = when.partition(", first due ")
    words = day if first_due else when[3:] if when.startswith("By ") else ""
    if not words:
        return None
    return datetime.strptime(words, "%b %d, %Y").date()  # noqa: DTZ007  # a day has no zone


def promises_past(content: dict[str, Any], today: date) -> list[str]:
    """What would be promised for a day that is over before anybody signs: `“…”, by Nov 1, 2026`."""
    dated = [
        (one, day_named(one["when"]))
        for side in ("partner", "convener")
        for one in content["responsibilities"][side]
    ]
    return [
        f"“{one['text']}”, {one['when'][:1].lower()}{one['when'][1:]}"
        for one, day in dated
        if day and day < today
    ]


@dataclass(frozen=True)
class Line:
    """A promise or an outcome as a page shows it: what, and all else on a second line."""

    text: str
    second: str


@dataclass(frozen=True)
class Reading:
    """Content as templates read it: real dates, and one second line for each promise."""

    content: dict[str, Any]
    starts_on: date
    ends_on: date
    partner: list[Line]
    convener: list[Line]
    outcomes: list[Line]

    @property
    def is_short(self) -> bool:
        """Whether both sides' promises fit side by side on one page of paper."""
        return max(len(self.partner), len(self.convener)) <= MOST_SIDE_BY_SIDE


def read_content(content: dict[str, Any]) -> Reading:
    """Content, frozen or of a draft, for a template."""
    sides = {
        side: [_line(promise) for promise in content["responsibilities"][side]]
        for side in ("partner", "convener")
    }
    return Reading(
        content=content,
        starts_on=date.fromisoformat(content["starts_on"]),
        ends_on=date.fromisoformat(content["ends_on"]),
        outcomes=[Line(one["text"], one["aim"]) for one in content.get("outcomes", [])],
        **sides,
    )


def _line(promise: dict[str, Any]) -> Line:
    hours = promise["hours_per_quarter"]
    unit = "hour" if hours == 1 else "hours"
    parts = [promise["detail"], f"up to {hours} {unit} a quarter" if hours else ""]
    first = ", ".join(part for part in parts if part).rstrip(".")
    second = ". ".join(part for part in (first, promise["when"]) if part)
    return Line(promise["text"], second[:1].upper() + second[1:])
