"""The playbook's five dashboard measures (L539–546), as the form of a measure begins with them.

Conveners that keep the codes can be set side by side without talking about it first.
"""

from __future__ import annotations

from typing import Any

SATISFACTION: dict[str, Any] = {
    "code": "satisfaction",
    "name": "Partner satisfaction",
    "definition": "Share answering 4 or 5 of 5",
    "unit": "percent",
    "reporters": "partners",
    "kind": "percent",
    "course": "level",
    "measure": "satisfaction",
}
ENROLLMENT: dict[str, Any] = {
    "code": "enrollment",
    "name": "Enrollment in high-demand pathways",
    "definition": "Students, each counted once",
    "unit": "students",
    "reporters": "districts",
    "kind": "headcount",
    "course": "level",
    "measure": "enrollment",
}
INTERNSHIPS: dict[str, Any] = {
    "code": "internships",
    "name": "Internships and apprenticeships completed",
    "definition": "Ended in the period",
    "unit": "students",
    "reporters": "districts",
    "kind": "headcount",
    "course": "running",
    "measure": "work_based_learning",
}
CRITICAL_JOBS: dict[str, Any] = {
    "code": "critical-jobs",
    "name": "Critical jobs filled",
    "definition": "Hires into listed jobs",
    "unit": "hires",
    "reporters": "employers",
    "kind": "headcount",
    "course": "running",
    "measure": "jobs_filled",
}
SAVINGS: dict[str, Any] = {
    "code": "savings",
    "name": "Savings from credit and credentials",
    "definition": "Families’ net savings",
    "unit": "dollars",
    "reporters": "districts",
    "kind": "money",
    "course": "running",
    "measure": "savings",
}

#: By measure.
FIVE_MEASURES: dict[str, dict[str, Any]] = {
    one["measure"]: one for one in (SATISFACTION, ENROLLMENT, INTERNSHIPS, CRITICAL_JOBS, SAVINGS)
}
