"""The questions of the five-category evaluation (playbook L449–470), as data with a version.

Each category is asked twice: about the person's own part and about the way the partnership works.
The wording is ours. A change of wording is a new version; a round keeps the version it asked.
"""

from __future__ import annotations

from dataclasses import dataclass

PERSON, PROCESS = "person", "process"
STRANDS = {PERSON: "My own part", PROCESS: "The process"}

#: Agreement, 5 to 1; None stands for "does not apply to me".
SCALE = ((5, "Agree"), (4, "Mostly agree"), (3, "In between"), (2, "Mostly disagree"),
         (1, "Disagree"))  # fmt: skip
NOT_APPLICABLE = "na"
NOT_APPLICABLE_LABEL = "Does not apply to me"


@dataclass(frozen=True)
class Item:
    """One statement to agree with. key: `<category>_<strand>`."""

    category: str
    strand: str
    text: str

    @property
    def key(self) -> str:
        """The name of its answer."""
        return f"{self.category}_{self.strand}"


@dataclass(frozen=True)
class Instrument:
    """A version of the questions: ten items in categories' order, and two open texts."""

    version: str
    categories: dict[str, str]
    items: tuple[Item, ...]
    texts: dict[str, str]


CATEGORIES = {
    "effectiveness": "Effectiveness",
    "resources": "Resources",
    "engagement": "Engagement",
    "impact": "Impact",
    "dynamics": "Dynamics",
}
FIRST = Instrument(
    version="1",
    categories=CATEGORIES,
    items=(
        Item("effectiveness", PERSON, "What I do here moves our goals forward."),
        Item("effectiveness", PROCESS, "The partnership is reaching the goals it set."),
        Item("resources", PERSON, "My time and what I know are put to good use."),
        Item("resources", PROCESS, "Money, time and people go where our plan says."),
        Item("engagement", PERSON, "When I speak, I am heard."),
        Item("engagement", PROCESS, "The right people take part at every step."),
        Item("impact", PERSON, "What I contribute helps students."),
        Item("impact", PROCESS, "Students are better off in ways we can measure."),
        Item("dynamics", PERSON, "I trust the partners I work with."),
        Item("dynamics", PROCESS, "When people tell us something, we act on it."),
    ),
    texts={"change": "What should change?", "keep": "What is worth keeping?"},
)
INSTRUMENTS = {FIRST.version: FIRST}
CURRENT = FIRST
