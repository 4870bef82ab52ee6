"""Delaware: its state agency and two of its regions."""

from __future__ import annotations

from typing import Any

DELAWARE: dict[str, Any] = {
    "organizations": (
        (
            "Delaware Technical Community College",
            "postsecondary",
            "",
            "Dover",
            "Placements that employers ask for again.",
            ("Karen Wills", "Pathways director"),
        ),
        (
            "Brandywine Health Network",
            "business",
            "62",
            "Wilmington",
            "Patient-care staff from our own schools.",
            ("Alan Frost", "Workforce director"),
        ),
        (
            "First State Manufacturing Council",
            "community",
            "",
            "Newark",
            "",
            ("Holly Bates", "Director"),
        ),
    ),
    "partnerships": {
        "delaware-pathways": {
            "needs": (("resource", "Work-based learning in every pathway", 150),),
            "profiles": (
                (
                    "Intermediary",
                    0,
                    "postsecondary",
                    1,
                    "Owns employer placements statewide.",
                    "One door for employers.",
                ),
                (
                    "Employer champion",
                    0,
                    "business",
                    2,
                    "Chief executive who calls other chief executives.",
                    "Five employers a region.",
                ),
            ),
            "candidacies": (
                (
                    "Delaware Technical Community College",
                    "Intermediary",
                    "committed",
                    120,
                    "5555",
                    True,
                ),
                ("Brandywine Health Network", "Employer champion", "invited", 6, "4545", True),
                (
                    "First State Manufacturing Council",
                    "They speak for employers; they are none.",
                    "contacted",
                    4,
                    "",
                    True,
                ),
            ),
        },
    },
}

DOVER: dict[str, Any] = {
    "organizations": (
        (
            "Saint Jones Health",
            "business",
            "62",
            "Dover",
            "Nursing assistants who live nearby.",
            ("Denise Pratt", "Staff development director"),
        ),
        (
            "Smyrna Precision Works",
            "business",
            "31-33",
            "Smyrna",
            "Two machinists a year.",
            ("Victor Hale", "Plant manager"),
        ),
    ),
    "partnerships": {
        "pathways": {
            "needs": (("resource", "Work sites for juniors and seniors", 120),),
            "profiles": (
                (
                    "Work site",
                    0,
                    "business",
                    4,
                    "Supervisor who has time for students.",
                    "A place for every senior.",
                ),
            ),
            "candidacies": (
                ("Saint Jones Health", "Work site", "committed", 70, "5455", True),
                ("Smyrna Precision Works", "Work site", "invited", 8, "4454", True),
            ),
        },
    },
}

NEWARK: dict[str, Any] = {
    "organizations": (
        (
            "White Clay Instruments",
            "business",
            "31-33",
            "Newark",
            "Lab technicians from our own schools.",
            ("Priya Nair", "Operations director"),
        ),
    ),
    "partnerships": {
        "pathways": {
            "needs": (("resource", "Work sites for juniors and seniors", 120),),
            "profiles": (
                (
                    "Work site",
                    0,
                    "business",
                    3,
                    "Supervisor who has time for students.",
                    "A place for every senior.",
                ),
            ),
            "candidacies": (
                ("White Clay Instruments", "Work site", "committed", 90, "5545", True),
            ),
        },
    },
}
