"""Each requirement that the product claims has tests that say so, and no mark names another."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent
MARK = re.compile(r"requirement\(\"(\w+)\"\)")
#: All that there are: R from the playbook, B of our own.
KNOWN = {f"R{number}" for number in range(1, 121)} | {f"B{number}" for number in range(1, 31)}
#: What the thread from an empty machine to a signed agreement delivers.
CLAIMED = (
    *("R8", "R15", "R19", "R20", "R21", "R32", "R33", "R37", "R40", "R54", "R55", "R57"),
    *("R63", "R72", "R92", "B1", "B2", "B5", "B12", "B14", "B18"),
)


def marks() -> Counter[str]:
    return Counter(
        code for path in TESTS.rglob("test_*.py") for code in MARK.findall(path.read_text())
    )


def test_each_claimed_requirement_has_a_test() -> None:
    assert [code for code in CLAIMED if not marks()[code]] == []


def test_no_mark_names_an_unknown_requirement() -> None:
    assert set(marks()) - KNOWN == set()
