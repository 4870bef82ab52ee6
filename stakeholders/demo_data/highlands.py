"""Highlands Economic Partnership."""

from __future__ import annotations

from typing import Any

HIGHLANDS: dict[str, Any] = {
    "organizations": (
        (
            "Cumberland Ridge Hospital",
            "business",
            "62",
            "Cookeville",
            "Nurses who stay in the hills.",
            ("Faye Norris", "Chief nursing officer"),
        ),
        (
            "Caney Fork Community College",
            "postsecondary",
            "",
            "Sparta",
            "Credits that transfer without a letter.",
            ("Lyle Grant", "Dean of nursing"),
        ),
        ("Putnam Valley Schools", "k12", "", "Cookeville", "", ("Trish Boyd", "CTE director")),
    ),
    "partnerships": {
        "nursing-pathway": {
            "needs": (("resource", "Clinical hours for nursing students", 80),),
            "profiles": (
                (
                    "Clinical partner",
                    0,
                    "business",
                    1,
                    "Hospital with a preceptor program.",
                    "Twenty clinical seats.",
                ),
                (
                    "Articulation partner",
                    0,
                    "postsecondary",
                    1,
                    "Nursing program that accepts dual credit.",
                    "A year saved.",
                ),
            ),
            "candidacies": (
                ("Cumberland Ridge Hospital", "Clinical partner", "invited", 5, "5455", True),
                (
                    "Caney Fork Community College",
                    "Articulation partner",
                    "matched",
                    3,
                    "5544",
                    True,
                ),
                (
                    "Putnam Valley Schools",
                    "They bring the students; no seat asks for that yet.",
                    "contacted",
                    9,
                    "",
                    True,
                ),
            ),
        },
    },
}
