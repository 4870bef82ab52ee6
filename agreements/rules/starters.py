"""The agreements that a new convener starts from. The wording is ours; a convener may change it."""

from __future__ import annotations

from dataclasses import dataclass, field

from agreements.models import AgreementKind, Cadence, Side

NON_BINDING = (
    "It is a non-binding memorandum. Either side can stop at any time by telling the other, "
    "with no cost."
)
BINDING = (
    "Signing makes the promises below binding on both sides, until one ends it with 30 days’ "
    "notice or the last day comes. Read the full text before you sign."
)
LASTS = ("How long it lasts", "It starts on $starts_on and ends by itself on $ends_on.")
STUDENTS = (
    "Students",
    (
        "Names and records of students are no part of this agreement and are not sent through it. "
        "Each side follows the law on student privacy and on the work of minors."
    ),
)
SIGNING = (
    "Signing",
    (
        "Both sides sign electronically. Each gets the complete copy by mail, and whoever holds a "
        "copy can check that it is unchanged."
    ),
)
CHANGES = (
    "If something changes",
    (
        "Either side may stop at any time by telling the other; a mail is enough. To change "
        "what is promised, both sides sign a new version."
    ),
)
NO_MONEY = (
    "No money, no employment",
    (
        "Neither side owes the other money because of this memorandum, and it makes nobody an "
        "employee or agent of the other. It creates no legal duty."
    ),
)


@dataclass(frozen=True)
class Promise:
    """A responsibility that a template proposes; `by_first_day`: due on the term's first day."""

    side: str
    text: str
    detail: str = ""
    cadence: str = Cadence.THROUGHOUT
    hours: int | None = None
    by_first_day: bool = False

    def as_json(self) -> dict[str, object]:
        """As stored in a template."""
        return {
            "side": str(self.side),
            "text": self.text,
            "detail": self.detail,
            "cadence": str(self.cadence),
            "hours": self.hours,
            "by_first_day": self.by_first_day,
        }


@dataclass(frozen=True)
class Starter:
    """One template of the starter set."""

    key: str
    name: str
    kind: str
    is_binding: bool
    consequence: str
    clauses: tuple[tuple[str, str], ...]
    promises: tuple[Promise, ...] = field(default=())


PARTNER, CONVENER = Side.PARTNER, Side.CONVENER

STARTERS = (
    Starter(
        "memorandum",
        "Memorandum of understanding",
        AgreementKind.MEMORANDUM,
        False,
        NON_BINDING,
        (
            (
                "What this is",
                (
                    "$organization and $convener want to build the $partnership together. This "
                    "memorandum says what each of them means to do for it."
                ),
            ),
            LASTS,
            CHANGES,
            NO_MONEY,
            STUDENTS,
            SIGNING,
        ),
        (
            Promise(
                PARTNER, "Send the same person to the partners’ meetings", "", Cadence.QUARTERLY, 4
            ),
            Promise(PARTNER, "Tell us what your work needs", "Skills and openings, once a year"),
            Promise(PARTNER, "Tell us how it goes", "One minute, by mail", Cadence.QUARTERLY, 1),
            Promise(CONVENER, "Prepare and write up every meeting", "", Cadence.QUARTERLY),
            Promise(
                CONVENER, "Show you the results", "The partnership’s figures", Cadence.QUARTERLY
            ),
            Promise(CONVENER, "Answer you within 2 working days"),
        ),
    ),
    Starter(
        "host-site",
        "Host-site memorandum",
        AgreementKind.HOST_SITE,
        False,
        NON_BINDING,
        (
            (
                "What this is",
                (
                    "$organization means to host students of the $partnership at its workplace, "
                    "and $convener means to prepare them and take the paperwork off its hands."
                ),
            ),
            LASTS,
            CHANGES,
            NO_MONEY,
            (
                "Safety and insurance",
                (
                    "$convener shows proof of insurance before the first student comes. "
                    "$organization shows each student its safety rules on the first day and tells "
                    "$convener about any injury on the same day."
                ),
            ),
            STUDENTS,
            SIGNING,
        ),
        (
            Promise(PARTNER, "Host two students at a time", "Agreed days and hours", hours=24),
            Promise(
                PARTNER, "Name one person they report to", cadence=Cadence.ONCE, by_first_day=True
            ),
            Promise(PARTNER, "Tell us how it went", "One minute, by mail", Cadence.QUARTERLY, 1),
            Promise(
                CONVENER,
                "Do the paperwork",
                "Safety forms, permits, insurance",
                Cadence.ONCE,
                by_first_day=True,
            ),
            Promise(CONVENER, "Send students who are ready", "Each has had safety training"),
            Promise(CONVENER, "Answer you within 2 working days"),
        ),
    ),
    Starter(
        "data-sharing",
        "Data-sharing agreement",
        AgreementKind.DATA,
        True,
        BINDING,
        (
            (
                "What this is",
                (
                    "$organization and $convener exchange totals about the $partnership, such as "
                    "how many took part and how many earned a credential. No person can be told "
                    "from them."
                ),
            ),
            LASTS,
            (
                "What is never sent",
                (
                    "No names, numbers, birth dates or other facts about one person, also not in "
                    "notes or attachments."
                ),
            ),
            (
                "Small numbers",
                "Counts below the convener’s threshold are hidden wherever they are shown.",
            ),
            (
                "Ending it early",
                (
                    "Either side may end this agreement with 30 days’ notice in writing. What was "
                    "already published stays published."
                ),
            ),
            SIGNING,
        ),
        (
            Promise(PARTNER, "Send the agreed totals", "In the agreed form", Cadence.QUARTERLY, 3),
            Promise(CONVENER, "Check them and say what is unclear", "", Cadence.QUARTERLY),
            Promise(CONVENER, "Show you every figure before it is public", "", Cadence.QUARTERLY),
        ),
    ),
)
