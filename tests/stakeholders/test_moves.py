"""Every move of a candidacy, from every stage."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from config.state import GuardFailed, IllegalMove
from partnerships.models import AuditEvent, Membership, Message
from partnerships.services.audit import SYSTEM
from stakeholders.models import Candidacy, Stage
from stakeholders.rules.stages import CANDIDACIES
from stakeholders.services.candidacies import (
    agree_match,
    close_candidacy,
    contact_by_call,
    contact_by_mail,
    invite_candidate,
    mark_committed,
    reopen_candidacy,
    start_interview,
)
from tests.cast import House, today
from tests.stakeholders.world import (
    ALL_SCORED,
    add_candidacy,
    address,
    filled_profile,
    met_profile,
    reread,
)

pytestmark = pytest.mark.requirement("R40")


def by_mail(row: Any, actor: Any) -> Any:
    return contact_by_mail(row, actor=actor, subject="May we talk?", body="Hello Tom")


def close(row: Any, actor: Any) -> Any:
    day = today() + timedelta(days=90)
    return close_candidacy(row, actor=actor, reason="Their site opens first.", revisit_on=day)


SERVICES = {
    "contact": by_mail,
    "call": lambda row, actor: contact_by_call(row, actor=actor, note="They answered."),
    "interview": lambda row, actor: start_interview(row, actor=actor),
    "match": lambda row, actor: agree_match(row, actor=actor),
    "invite": lambda row, actor: invite_candidate(row, actor=actor, reason="They teach well."),
    "close": close,
    "reopen": lambda row, actor: reopen_candidacy(row, actor=actor),
}
LEGAL = {
    ("identified", "contact"): "contacted",
    ("identified", "call"): "contacted",
    ("contacted", "interview"): "interviewing",
    ("interviewing", "match"): "matched",
    ("matched", "invite"): "invited",
    ("closed", "reopen"): "identified",
    **{(stage.value, "close"): "closed" for stage in Stage if stage != Stage.CLOSED},
}
ILLEGAL = [
    (stage.value, verb) for stage in Stage for verb in SERVICES if (stage.value, verb) not in LEGAL
]


@pytest.mark.parametrize(("before", "verb"), list(LEGAL))
def test_move_that_the_table_allows_reaches_its_stage(
    prairie: House, before: str, verb: str
) -> None:
    row = add_candidacy(prairie, before, days=3, scores=ALL_SCORED)
    with prairie.scope():
        moved = SERVICES[verb](row, prairie.actor("coordinator"))
        event = AuditEvent.objects.filter(object_id=row.pk).latest("created_at")
    assert moved.stage == LEGAL[before, verb]
    assert moved.days_in_stage == 0
    assert (event.before, event.after) == ({"stage": before}, {"stage": moved.stage})
    assert event.actor_label == "Cody Reyes"


def test_decision_to_invite_asks_for_its_reason_and_keeps_it(prairie: House) -> None:
    row = add_candidacy(prairie, "matched", scores=ALL_SCORED)
    client, url = prairie.client("coordinator"), address(prairie, f"{row.pk}/invite/")
    asked = client.post(url)
    assert (asked.status_code, reread(prairie, row).stage) == (422, "matched")
    assert "Say why we invite them." in asked.text
    assert client.post(url, {"reason": "They teach well."}).status_code == 302
    with prairie.scope():
        assert AuditEvent.objects.get(verb="invite").reason == "They teach well."
    for page in (f"{row.pk}/", f"{row.pk}/record/"):
        assert "They teach well." in prairie.client("viewer").get(address(prairie, page)).text


@pytest.mark.parametrize(("before", "verb"), ILLEGAL)
def test_move_that_the_table_does_not_have_is_refused(
    prairie: House, before: str, verb: str
) -> None:
    row = add_candidacy(prairie, before, scores=ALL_SCORED)
    with prairie.scope(), pytest.raises(IllegalMove):
        SERVICES[verb](row, prairie.actor("coordinator"))
    assert reread(prairie, row).stage == before


@pytest.mark.parametrize("role", ["analyst", "viewer"])
@pytest.mark.parametrize(("before", "verb"), list(LEGAL))
def test_move_by_a_reader_is_refused_in_the_service(
    prairie: House, before: str, verb: str, role: str
) -> None:
    row = add_candidacy(prairie, before, scores=ALL_SCORED)
    with prairie.scope(), pytest.raises(PermissionDenied):
        SERVICES[verb](row, prairie.actor(role))
    with prairie.scope():
        assert not Message.objects.exists()


@pytest.mark.requirement("R40")
def test_closed_candidacy_cannot_reopen_before_the_promised_day(prairie: House) -> None:
    day = today() + timedelta(days=1)
    row = add_candidacy(prairie, "closed", revisit_on=day)
    with prairie.scope(), pytest.raises(GuardFailed, match="not to ask again before"):
        reopen_candidacy(row, actor=prairie.actor("owner"))


def test_closed_candidacy_opens_before_the_promised_day_with_a_reason_on_record(
    prairie: House,
) -> None:
    row = add_candidacy(prairie, "closed", revisit_on=today() + timedelta(days=400))
    client, url = prairie.client("coordinator"), address(prairie, f"{row.pk}/reopen/")
    asked = client.post(url)
    assert (asked.status_code, reread(prairie, row).stage) == (422, "closed")
    assert "Say why the day does not hold any more." in asked.text
    assert client.post(url, {"reason": "The date was a typing error."}).status_code == 302
    assert (reread(prairie, row).stage, reread(prairie, row).revisit_on) == ("identified", None)
    with prairie.scope():
        event = AuditEvent.objects.get(object_id=row.pk, verb="reopen")
    assert event.reason == "The date was a typing error."
    assert event.reason in client.get(address(prairie, f"{row.pk}/")).text


def test_candidacy_whose_day_has_come_opens_without_a_reason(prairie: House) -> None:
    row = add_candidacy(prairie, "closed", revisit_on=today())
    client = prairie.client("coordinator")
    assert "Why before that day?" not in client.get(address(prairie, f"{row.pk}/")).text
    assert client.post(address(prairie, f"{row.pk}/reopen/")).status_code == 302


def test_reason_for_opening_what_a_colleague_opened_first_is_kept(prairie: House) -> None:
    row = add_candidacy(prairie, "closed", revisit_on=today() + timedelta(days=9))
    url = address(prairie, f"{row.pk}/reopen/")
    prairie.client("manager").post(url, {"reason": "They wrote to us."})
    answer = prairie.client("coordinator").post(url, {"reason": "Tom called."})
    assert answer.status_code == 422
    assert "Tom called." in answer.text


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (met_profile, "is met. Open the need again first."),
        (filled_profile, "has no empty seat. Add a seat to the profile first."),
    ],
)
def test_closed_candidacy_cannot_reopen_for_a_profile_that_is_not_open(
    prairie: House, closed: Any, words: str
) -> None:
    row = add_candidacy(prairie, "closed", profile=closed(prairie))
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/reopen/"))
    assert answer.status_code == 422
    assert words in answer.text
    assert f'<a href="{address(prairie, "plan/")}">' in answer.text
    assert reread(prairie, row).stage == "closed"


def test_candidacy_that_was_named_without_a_profile_opens_again(prairie: House) -> None:
    row = add_candidacy(prairie, "closed")
    with prairie.scope():
        Candidacy.objects.update(profile=None, no_profile_reason="They came to us.")
        assert reopen_candidacy(row, actor=prairie.actor("coordinator")).stage == "identified"


def test_reopened_candidacy_of_somebody_who_left_is_whose_who_opens_it(prairie: House) -> None:
    row = add_candidacy(prairie, "closed", owner=prairie.members["analyst"])
    with prairie.scope():
        Membership.objects.filter(pk=row.owner_id).update(is_active=False)
        assert reopen_candidacy(row, actor=prairie.actor("coordinator")).owner.name == "Cody Reyes"
        event = AuditEvent.objects.get(object_id=row.pk, verb="changed")
    assert (event.before, event.after) == ({"owner": "Ana Lund"}, {"owner": "Cody Reyes"})


@pytest.mark.parametrize("before", ["identified", "matched", "invited"])
def test_signed_agreement_commits_whatever_the_stage(prairie: House, before: str) -> None:
    row = add_candidacy(prairie, before)
    with prairie.scope():
        moved = mark_committed(row.organization, prairie.partnership, actor=SYSTEM)
    assert [one.stage for one in moved] == [Stage.COMMITTED]


def test_signed_agreement_commits_the_invited_candidacy_and_leaves_the_other(
    prairie: House,
) -> None:
    invited = add_candidacy(prairie, "invited")
    other = add_candidacy(prairie, "contacted", organization=invited.organization)
    with prairie.scope():
        moved = mark_committed(invited.organization, prairie.partnership, actor=SYSTEM)
        again = mark_committed(invited.organization, prairie.partnership, actor=SYSTEM)
    assert [one.pk for one in moved] == [invited.pk]
    assert again == []
    assert reread(prairie, other).stage == "contacted"


def test_signed_agreement_of_an_organization_that_is_no_candidate_moves_nothing(
    prairie: House,
) -> None:
    row = add_candidacy(prairie, "closed")
    with prairie.scope():
        assert mark_committed(row.organization, prairie.partnership, actor=SYSTEM) == []


def test_no_member_commits_by_hand(prairie: House) -> None:
    doors = [verb for verb in CANDIDACIES.verbs("invited") if verb in SERVICES]
    assert doors == ["close"]
