"""The drawn state tables are those of the code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import call_command

DRAWN = Path(__file__).resolve().parents[2] / "docs" / "states.md"


def test_drawn_state_tables_are_those_of_the_code() -> None:
    printed = StringIO()
    call_command("state_tables", stdout=printed)
    assert DRAWN.read_text() == printed.getvalue()
