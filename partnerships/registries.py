"""What upper apps add to pages of this one. Each app fills these in its `AppConfig.ready`.

A registry keeps imports one-way: this app never imports the apps above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from config.access import role_may
from config.working_days import is_working_day


class ElementState(StrEnum):
    """State of one of the playbook's seven elements (L74–98)."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    ATTENTION = "attention"
    IN_PLACE = "in_place"

    @property
    def label(self) -> str:
        """The words beside the mark."""
        return {
            "not_started": "Not started",
            "under_way": "Under way",
            "attention": "Needs attention",
            "in_place": "In place",
        }[self.value]


ELEMENTS: dict[int, str] = {
    1: "Convening agency or intermediary",
    2: "Clear purpose and protocols",
    3: "Purposeful recruitment",
    4: "Mutual benefit and shared value",
    5: "Open lines of communication",
    6: "Clear roles and responsibilities",
    7: "Process-wide success metrics",
}


#: The same, where space is short.
SHORT_ELEMENTS: dict[int, str] = {
    1: "Convening agency",
    2: "Purpose and protocols",
    3: "Recruitment",
    4: "Mutual benefit",
    5: "Communication",
    6: "Roles",
    7: "Metrics",
}


@dataclass(frozen=True)
class Step:
    """A next step with its button. view, args: where the button leads, as `reverse` takes it;
    query: what of that page, such as "?goal=none". permission: what it takes to do there what the
    button says, where the page itself opens to more people."""

    words: str
    label: str
    view: str
    args: Sequence[Any]
    query: str = ""
    permission: str = ""

    @property
    def url(self) -> str:
        """The button's address; worked out when it is drawn, since lists do not draw it."""
        return reverse(self.view, args=self.args) + self.query


@dataclass(frozen=True)
class ElementReport:
    """State, evidence and next step of one element of one partnership."""

    state: ElementState
    evidence: str
    step: Step | None = None


@dataclass(frozen=True)
class PartnershipReport:
    """What one app says about one partnership: its elements by number, and its line on Today.

    permission: who may read it; empty is whoever may see the partnership. otherwise: what the
    others read in its place.
    """

    elements: Mapping[int, ElementReport]
    line: str = ""
    permission: str = ""
    otherwise: PartnershipReport | None = None

    def for_role(self, role: str) -> PartnershipReport:
        """The report as a member of this role may read it; one that says nothing at worst."""
        if not self.permission or role_may(role, self.permission):
            return self
        return self.otherwise or PartnershipReport({})


#: `(convener, partnerships) -> {id: report}`. One statement for all of an app's elements of all
#: the partnerships; these were read by `partnerships.selectors.partnerships.with_charter`.
ElementRule = Callable[[Any, Sequence[Any]], dict[UUID, PartnershipReport]]


class Harm(StrEnum):
    """Why a thing on Today matters; the order is the order of harm of waiting."""

    LATE = "late"
    AT_RISK = "risk"
    DUE = "under_way"


@dataclass(frozen=True)
class QueueItem:
    """One row of Today.

    title: verb and who. reason: bold, why it matters. fact: after it. due_on: the promised day.
    owner_id: the membership that owns it, or None. due_words: replaces the day where there is
    none ("Held 4 days"). covers: the url of another app's row that this one says better.
    """

    harm: Harm
    title: str
    url: str
    reason: str
    fact: str
    button: str
    button_url: str
    due_on: date | None = None
    due_words: str = ""
    owner_id: UUID | None = None
    covers: str = ""


#: `(request, today) -> items`. One statement for everything that an app puts on Today.
QueueProvider = Callable[[Any, date], list[QueueItem]]


@dataclass(frozen=True)
class Tab:
    """A section of a partnership's workspace; `url_name` takes the convener's and its slug."""

    key: str
    label: str
    url_name: str
    order: int
    permission: str


@dataclass(frozen=True)
class NavItem:
    """An entry of the main navigation; `url_name` takes the convener's slug."""

    key: str
    label: str
    url_name: str
    order: int
    permission: str
    shown: Callable[[Any], bool] = field(default=lambda convener: True)


@dataclass(frozen=True)
class SettingsLink:
    """An entry of the settings page."""

    label: str
    hint: str
    url_name: str
    order: int
    permission: str
    shown: Callable[[Any], bool] = field(default=lambda convener: True)


@dataclass(frozen=True)
class Handover:
    """How an app's open work goes from a member who leaves to another.

    held: `member -> lines`, each of which names and counts one kind of work. hand_over:
    `(member, successor, actor)`; raises ValidationError for a successor who may not have it.
    """

    held: Callable[[Any], list[str]]
    hand_over: Callable[[Any, Any, Any], None]


@dataclass(frozen=True)
class PresentFacts:
    """What a mail that goes out once more says of today: it replaces what the first one said.

    over: why nothing is left to do behind the link, in a sentence; no fresh one is sent then.
    """

    context: Mapping[str, Any]
    reply_to: str
    over: str = ""


#: By a link's purpose, `subject_id -> facts`; called inside the link's scope. Where a purpose has
#: none, a fresh link's mail is the first one's word for word.
present_facts: dict[str, Callable[[UUID], PresentFacts]] = {}
#: By a mail's kind, `message -> whether nobody needs it any more`; asked in the convener's scope
#: right before it goes out, for mail that whoever made it idle may not change.
idle_mail: dict[str, Callable[[Any], bool]] = {}
#: In the order in which the apps are loaded; the work is handed over from the last to the first.
handovers: list[Handover] = []
#: `(partnership)`, called under its lock when it has gone to another region.
region_changes: list[Callable[[Any], None]] = []
settings_links: list[SettingsLink] = []
#: Each app's rule by the numbers of its elements; in the order in which the apps are loaded.
element_rules: dict[tuple[int, ...], ElementRule] = {}
queue_providers: list[QueueProvider] = []
tabs: list[Tab] = []
nav_items: list[NavItem] = []
#: What history says of a kind of object and a verb, `{}` standing for the object's own words.
event_phrases: dict[tuple[str, str], str] = {}
#: Kinds of objects that only the full history tells of: steps of the machinery.
quiet_events: set[str] = set()
#: `(convener, partnership, events) -> {event id: address}`: where lines of history lead, to pages
#: that everybody who may read the history may open.
EventAddresses = Callable[[Any, Any, Sequence[Any]], dict[UUID, str]]
event_addresses: list[EventAddresses] = []
#: Kinds of objects whose words are a title, which stands in quotes there.
event_titles: set[str] = set()


@dataclass(frozen=True)
class DemoHouse:
    """One convener of the demo world, as loaders of upper apps meet it."""

    convener: Any
    members: dict[str, Any]
    partnerships: dict[str, Any]
    today: date

    def at(self, days_ago: float, hour: int = 10) -> datetime:
        """A moment in the convener's past, on a working day; half days are left out."""
        day = self.today - timedelta(days=int(days_ago))
        while days_ago >= 3 and not is_working_day(day):
            day -= timedelta(days=1)
        zone = ZoneInfo(self.convener.time_zone)
        return datetime.combine(day, time(hour, int(days_ago * 7) % 60), zone)


#: `(order, loader)`; each is called once a convener, inside its scope.
demo_loaders: list[tuple[int, Callable[[DemoHouse], None]]] = []


def add_element_rule(numbers: tuple[int, ...], rule: ElementRule) -> None:
    """Sets the rule of some elements. Raises ValueError when one of them has another already."""
    for taken, other in element_rules.items():
        if other is not rule and set(taken) & set(numbers):
            raise ValueError(f"Elements {taken} have a rule already.")
    element_rules[numbers] = rule


def add_once[T](registry: list[T], entry: T) -> None:
    """Adds an entry unless it is there."""
    if entry not in registry:
        registry.append(entry)
