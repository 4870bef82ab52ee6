"""What a partnership wants to reach stands in its agreements, as it was when they were sent."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from agreements.models import Agreement
from agreements.services.documents import render_document, text_job
from config.hashchain import content_hash
from metrics.models import Direction
from metrics.services.indicators import set_target
from tests.agreements.makers import ENDS_ON, STARTS_ON, Post, detail, draft, invite, sent
from tests.cast import House
from tests.metrics.measures_cast import make_indicator, year

WITH = "What we want to reach together"


def aim(house: House, code: str, value: int, due_on: date = ENDS_ON, **facts: Any) -> Any:
    """A measure with a target; more is better unless `facts` say otherwise."""
    indicator = make_indicator(house, code, **facts)
    start = value if facts.get("direction") == Direction.DOWN else 0
    return set_target(
        house.partnership,
        indicator,
        actor=house.actor("owner"),
        value=value,
        due_on=due_on,
        baseline_value=start,
        baseline_qualifier="exact",
        baseline_period=year(2024),
        baseline_note="",
    )


def give_aims(house: House) -> None:
    """Four targets, one of which is over before the agreements of these tests begin."""
    aim(house, "enrollment", 1620)
    aim(house, "absence", 5, name="Days lost", kind="percent", direction=Direction.DOWN)
    aim(house, "savings", 24000000, name="Savings", kind="money")
    aim(house, "over", 7, date(STARTS_ON.year - 1, 6, 30), name="Over before")


def pdf_text(agreement: Agreement, folder: Path) -> str:
    path = folder / "text.pdf"
    path.write_bytes(render_document(text_job(agreement)))
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.requirement("R54")
def test_outcomes_are_frozen_with_the_agreement(prairie: House) -> None:
    with prairie.scope():
        give_aims(prairie)
        agreement = sent(prairie)
        day = f"{ENDS_ON:%b} {ENDS_ON.day}, {ENDS_ON.year}"
        assert agreement.frozen["outcomes"] == [
            {"text": "Days lost", "aim": f"At most 5% by {day}"},
            {
                "text": "Enrollment in high-demand pathways",
                "aim": f"At least 1,620 students by {day}",
            },
            {"text": "Savings", "aim": f"At least $240,000 by {day}"},
        ]
        aim(prairie, "later", 9, name="Set later")
        agreement.refresh_from_db()
        assert len(agreement.frozen["outcomes"]) == 3
        assert agreement.content_sha256 == content_hash(agreement.frozen)


@pytest.mark.requirement("R54")
def test_both_sides_read_the_outcomes_before_they_sign(
    client: Client, prairie: House, tmp_path: Path
) -> None:
    with prairie.scope():
        give_aims(prairie)
        invite(prairie)
        waiting = draft(prairie)
    preview = prairie.client("owner").get(detail(prairie, waiting, "send/")).text
    with prairie.scope():
        agreement = sent(prairie)
        paper = pdf_text(agreement, tmp_path)
    page = client.get(f"/sign/{Post(prairie).token()}/").text
    for place in (preview, page, paper):
        assert WITH in place
        assert "At least 1,620 students by" in place
        assert "Over before" not in place


def test_agreement_of_before_reads_as_it_was_signed(
    client: Client, prairie: House, tmp_path: Path
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        old = {key: value for key, value in agreement.frozen.items() if key != "outcomes"}
        old["version"] = 1
        Agreement.objects.update(content=old, content_sha256=content_hash(old))
        agreement.refresh_from_db()
        assert WITH not in pdf_text(agreement, tmp_path)
    page = client.get(f"/sign/{Post(prairie).token()}/")
    assert page.status_code == 200
    assert WITH not in page.text
