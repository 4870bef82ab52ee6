"""The demo world's organizations, needs, profiles and candidacies, as plain data.

Organization: name, sector, industry, city, goal, (contact, title). Need: kind, words, days until
needed. Profile: title, number of its need, sector, seats, skills, what it changes. Candidacy:
organization, profile's title (or the reason for having none), stage, days in it, scores of the
four parts, whether it has an owner.
"""

from __future__ import annotations

from typing import Any

from stakeholders.demo_data.delaware import DELAWARE, DOVER, NEWARK
from stakeholders.demo_data.highlands import HIGHLANDS
from stakeholders.demo_data.sa_works import SA_WORKS
from stakeholders.demo_data.scsc import SCSC

WORLDS: dict[str, dict[str, Any]] = {
    "scsc": SCSC,
    "sa-works": SA_WORKS,
    "delaware": DELAWARE,
    "highlands": HIGHLANDS,
    "dover-central-kent": DOVER,
    "newark-west-new-castle": NEWARK,
}
