"""What the demo world measures, as the indicator's form would say it."""

from __future__ import annotations

from typing import Any

from metrics.rules.five_measures import (
    INTERNSHIPS,
)

PATHWAY_ENROLLMENT: dict[str, Any] = {
    "code": "pathway-enrollment",
    "name": "Enrollment in pathways",
    "definition": "Students enrolled in a state-model pathway, each counted once",
    "unit": "students",
    "reporters": "schools",
    "kind": "headcount",
    "course": "level",
    "measure": "enrollment",
}


def _program(code: str, name: str, unit: str, kind: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "definition": f"{unit.capitalize()} in the calendar year",
        "unit": unit,
        "reporters": "employers",
        "kind": kind,
        "course": "running",
        "measure": "own",
    }


#: Indicator, 2016, 2017, qualifier: the playbook's figures (L987–1001).
PROGRAMS: tuple[tuple[dict[str, Any], int, int, str], ...] = (
    (
        _program("job-shadow-students", "Job shadow", "students", "headcount"),
        1700,
        3000,
        "at_least",
    ),
    (
        _program("job-shadow-employers", "Job shadow, employers", "employers", "count"),
        59,
        107,
        "exact",
    ),
    (
        {**INTERNSHIPS, "name": "Student internships", "definition": "In the calendar year"},
        573,
        700,
        "exact",
    ),
    (
        _program("internship-employers", "Student internships, employers", "employers", "count"),
        14,
        33,
        "exact",
    ),
    (
        _program("externship-teachers", "Teacher externships", "teachers", "headcount"),
        151,
        194,
        "exact",
    ),
    (
        _program("externship-employers", "Teacher externships, employers", "employers", "count"),
        29,
        40,
        "exact",
    ),
)
