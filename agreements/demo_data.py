"""The demo world's agreements, as plain data. Everybody who signs here is invented.

Steps: how far an agreement goes. Days are counted back from the demo's own today.
"""

from __future__ import annotations

from dataclasses import dataclass

from agreements.models import Cadence, Side


@dataclass(frozen=True)
class Sample:
    """One agreement. step: draft, sent, question, half, declined, signed, complete or sealed.

    sent, signed: days ago. school_year: the term began last fall, otherwise it begins in January.
    promises: (side, text, detail, days from today when it is due once) added to the template's.
    """

    organization: str
    partnership: str
    template: str
    title: str
    step: str
    sent: int = 10
    signed: int = 7
    school_year: bool = False
    signers: tuple[tuple[str, str], ...] = ()
    promises: tuple[tuple[str, str, str, int], ...] = ()
    replace_promises: bool = False
    words: str = ""


#: Lindqvist's own promises: side, text, detail, cadence, hours; None of the template's are kept.
LINDQVIST = (
    (
        Side.PARTNER,
        "Host two students at a time on the shop floor",
        "Tuesdays, 1 to 3 p.m.",
        Cadence.THROUGHOUT,
        24,
    ),
    (
        Side.PARTNER,
        "Name one person they report to",
        "You named Carla Nygaard, shift lead",
        Cadence.THROUGHOUT,
        None,
    ),
    (
        Side.PARTNER,
        "Tell us how it went, once a quarter",
        "One minute, by mail",
        Cadence.QUARTERLY,
        None,
    ),
    (
        Side.CONVENER,
        "Do the paperwork",
        "Safety forms, work permits and insurance proof",
        Cadence.ONCE,
        None,
    ),
    (
        Side.CONVENER,
        "Send students who are ready",
        "Each has finished the 10-hour safety course",
        Cadence.THROUGHOUT,
        None,
    ),
    (
        Side.CONVENER,
        "Pay for the bus",
        "A shuttle from both high schools, every session",
        Cadence.THROUGHOUT,
        None,
    ),
    (
        Side.CONVENER,
        "Answer you within 2 working days",
        "Maren Solberg, 507-555-0142",
        Cadence.THROUGHOUT,
        None,
    ),
)

SAMPLES: dict[str, tuple[Sample, ...]] = {
    "scsc": (
        Sample(
            "Lindqvist Fabrication",
            "manufacturing-welding",
            "host-site",
            "Host students at Lindqvist Fabrication, spring {spring}",
            "signed",
            sent=14,
            signed=7,
            replace_promises=True,
        ),
        Sample(
            "Cottonwood Machine",
            "manufacturing-welding",
            "host-site",
            "Host welders at Cottonwood Machine, {year}",
            "sealed",
            sent=88,
            signed=86,
            school_year=True,
        ),
        Sample(
            "Prairie Care Hospital",
            "health-sciences",
            "host-site",
            "Clinical hours at Prairie Care Hospital, {year}",
            "sealed",
            sent=68,
            signed=64,
            school_year=True,
            promises=(
                (Side.CONVENER, "Evening shuttle for Waseca clinic shifts", "From 5 p.m.", -10),
                (Side.CONVENER, "Give the staff a tour guide’s script", "One page", -40),
            ),
        ),
        Sample(
            "Minnesota River Technical College",
            "health-sciences",
            "memorandum",
            "Dual credit in health sciences, {year}",
            "complete",
            sent=75,
            signed=71,
            school_year=True,
        ),
        Sample(
            "Northfork Family Clinic",
            "health-sciences",
            "host-site",
            "Clinic shifts at Northfork, {year}",
            "complete",
            sent=55,
            signed=52,
            school_year=True,
        ),
        Sample(
            "Riverbend Senior Living",
            "health-sciences",
            "host-site",
            "Host students at Riverbend Senior Living, spring {spring}",
            "question",
            sent=4,
            words="Could the students come on Wednesdays instead, and only one at a time at first?",
        ),
        Sample(
            "Lake Prairie Schools",
            "health-sciences",
            "memorandum",
            "Health pathway at Lake Prairie, spring {spring}",
            "half",
            sent=8,
            signers=(("Rita Voss", "CTE director"), ("Dana Whitfield", "Superintendent")),
        ),
        Sample(
            "Tri-Valley Schools",
            "health-sciences",
            "data-sharing",
            "Pathway totals of Tri-Valley Schools, spring {spring}",
            "draft",
        ),
        Sample(
            "Sleepy Eye Grain",
            "food-ag",
            "host-site",
            "Harvest interns at Sleepy Eye Grain, fall {spring}",
            "declined",
            sent=9,
            signed=5,
            words="Harvest ran late this year. Ask us again in May.",
        ),
        Sample(
            "Blue Earth Foods",
            "food-ag",
            "host-site",
            "Host students at Blue Earth Foods, {year}",
            "complete",
            sent=45,
            signed=40,
            school_year=True,
        ),
    ),
    "sa-works": (
        Sample(
            "Pearsall Energy Systems",
            "manufacturing-internships",
            "host-site",
            "Summer interns at Pearsall Energy Systems, {spring}",
            "sent",
            sent=3,
        ),
        Sample(
            "Tejas Precision Gear",
            "manufacturing-internships",
            "host-site",
            "Interns at Tejas Precision Gear, {year}",
            "complete",
            sent=50,
            signed=47,
            school_year=True,
        ),
    ),
    "dover-central-kent": (
        Sample(
            "Saint Jones Health",
            "pathways",
            "host-site",
            "Host students at Saint Jones Health, {year}",
            "complete",
            sent=60,
            signed=56,
            school_year=True,
        ),
        Sample(
            "Smyrna Precision Works",
            "pathways",
            "host-site",
            "Host students at Smyrna Precision Works, spring {spring}",
            "sent",
            sent=4,
        ),
    ),
    "newark-west-new-castle": (
        Sample(
            "White Clay Instruments",
            "pathways",
            "host-site",
            "Host students at White Clay Instruments, {year}",
            "complete",
            sent=80,
            signed=77,
            school_year=True,
        ),
    ),
}
