"""The four-part interview, and that the fit and the invitation wait for it (B5)."""

from __future__ import annotations

import re
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from config.state import GuardFailed, IllegalMove
from stakeholders.models import INTERVIEW_PARTS, Interview
from stakeholders.rules.interview import total_score, unscored_parts
from stakeholders.services.candidacies import agree_match, invite_candidate
from stakeholders.services.interviews import score_interview
from tests.cast import House
from tests.stakeholders.world import ALL_SCORED, add_candidacy, address, reread

#: Buttons, and links that look like one, by their words.
BUTTON = re.compile(r'class="usa-button[^"]*"[^>]*>((?:Score|Change|Agree|Decide)[^<]*)')
KEYS = [key for key, _, _ in INTERVIEW_PARTS]
DAY = {"conducted_on_month": "11", "conducted_on_day": "2", "conducted_on_year": "2026"}


def posted(**scores: Any) -> dict[str, Any]:
    return {**scores, **DAY}


def test_interview_without_anything_lacks_all_four_parts() -> None:
    assert [finding.field for finding in unscored_parts(None)] == [f"{key}_score" for key in KEYS]


def test_total_counts_only_what_is_scored() -> None:
    assert total_score(SimpleNamespace(organization_score=4, interest_score=5)) == 9


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("stage", "move"),
    [
        ("interviewing", agree_match),
        ("matched", partial(invite_candidate, reason="They fit.")),
    ],
    ids=["match", "invite"],
)
def test_move_without_one_part_is_refused_and_names_it(
    prairie: House, stage: str, move: Any, key: str
) -> None:
    row = add_candidacy(prairie, stage, scores={**ALL_SCORED, f"{key}_score": None})
    with prairie.scope(), pytest.raises(GuardFailed) as refusal:
        move(row, actor=prairie.actor("owner"))
    assert [finding.field for finding in refusal.value.findings] == [f"{key}_score"]


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(("stage", "verb"), [("interviewing", "match"), ("matched", "invite")])
def test_move_by_page_names_and_links_every_missing_part(
    prairie: House, stage: str, verb: str
) -> None:
    row = add_candidacy(prairie, stage)
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/{verb}/"))
    assert answer.status_code == 422
    for key, label, _ in INTERVIEW_PARTS:
        assert f"“{label}” is not scored." in answer.text
        assert f"{row.pk}/interview/#id_{key}_score_0" in answer.text
    assert reread(prairie, row).stage == stage


@pytest.mark.parametrize(
    ("stage", "scores", "buttons"),
    [
        ("interviewing", None, ["Score the interview"]),
        ("interviewing", {**ALL_SCORED, "capacity_score": None}, ["Score the interview"]),
        ("interviewing", ALL_SCORED, ["Agree on the fit", "Change the scores"]),
        ("matched", None, ["Score the interview"]),
        ("matched", ALL_SCORED, ["Decide to invite", "Change the scores"]),
    ],
)
def test_page_offers_each_step_once_and_in_order(
    prairie: House, stage: str, scores: Any, buttons: list[str]
) -> None:
    row = add_candidacy(prairie, stage, scores=scores)
    page = prairie.client("coordinator").get(address(prairie, f"{row.pk}/")).text
    assert BUTTON.findall(page) == buttons


@pytest.mark.requirement("R37")
def test_interview_may_be_scored_in_two_talks(prairie: House) -> None:
    row = add_candidacy(prairie, "interviewing")
    client, url = prairie.client("coordinator"), address(prairie, f"{row.pk}/interview/")
    first = client.post(url, posted(organization_score="4", organization_note="Steady"))
    second = client.post(
        url, posted(organization_score="4", position_score="5", interest_score="3")
    )
    assert (first.status_code, second.status_code) == (302, 302)
    with prairie.scope():
        interview = Interview.objects.get(candidacy=row)
    assert (interview.organization_score, interview.position_score) == (4, 5)
    assert [finding.field for finding in unscored_parts(interview)] == ["capacity_score"]
    assert interview.by_id == prairie.members["coordinator"].pk


@pytest.mark.parametrize("score", ["0", "6", "-1", "4.5", "nine", "5; drop table"])
def test_score_outside_one_to_five_is_refused_and_the_note_kept(prairie: House, score: str) -> None:
    row = add_candidacy(prairie, "interviewing")
    data = posted(organization_score=score, organization_note="Typed with care")
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/interview/"), data)
    assert answer.status_code == 422
    assert "Typed with care" in answer.text
    with prairie.scope():
        assert not Interview.objects.exists()


@pytest.mark.parametrize("stage", ["identified", "contacted", "invited", "committed", "closed"])
def test_interview_cannot_be_scored_outside_its_stages(prairie: House, stage: str) -> None:
    row = add_candidacy(prairie, stage)
    with prairie.scope(), pytest.raises(IllegalMove):
        score_interview(row, actor=prairie.actor("owner"), conducted_on="2026-11-02", **ALL_SCORED)


@pytest.mark.requirement("R34")
def test_selection_record_says_why_an_organization_was_invited(prairie: House) -> None:
    row = add_candidacy(prairie, "matched", scores=ALL_SCORED)
    with prairie.scope():
        invite_candidate(row, actor=prairie.actor("manager"), reason="They fit.")
    page = prairie.client("viewer").get(address(prairie, f"{row.pk}/record/")).text
    for fact in (row.profile.title, "16 of 20", "Maren Solberg decided to invite."):
        assert fact in page
