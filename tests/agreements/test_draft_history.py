"""What a draft was before and after each change stands in the audit trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agreements.models import Agreement, Responsibility
from agreements.services.drafts import DraftInput, change_draft
from agreements.services.responsibilities import (
    add_responsibility,
    change_responsibility,
    remove_responsibility,
)
from partnerships.models import AuditEvent
from tests.agreements.makers import ENDS_ON, STARTS_ON, SUE, TOM, draft, make_organization
from tests.cast import House


def values_of(house: House, agreement: Agreement) -> DraftInput:
    """The draft of these tests as a form would send it unchanged."""
    return DraftInput(
        organization=agreement.organization,
        title=agreement.title,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        signers=(TOM,),
        signatory=house.members["owner"],
    )


def last(verb: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of the newest event with a verb."""
    event = AuditEvent.objects.filter(verb=verb).order_by("-created_at")[0]
    return event.before, event.after


def signer(side: str, who: Any) -> dict[str, str]:
    """A signer as the trail names one."""
    return {"side": side, "name": who.name, "email": who.email, "title": who.title}


def test_other_people_and_term_are_on_record(prairie: House) -> None:
    olive, maren = prairie.members["owner"], prairie.members["manager"]
    later = STARTS_ON.replace(day=9)
    with prairie.scope():
        agreement = draft(prairie)
        other = replace(
            values_of(prairie, agreement),
            organization=make_organization("Nordby Tools"),
            starts_on=later,
            signers=(SUE,),
            signatory=maren,
        )
        change_draft(agreement, other, actor=prairie.actor("owner"))
        before, after = last("changed the draft")
        assert before == last("drafted")[1]
    assert before == {
        "organization": "Lindqvist Fabrication",
        "title": "Host students, spring 2027",
        "starts_on": str(STARTS_ON),
        "ends_on": str(ENDS_ON),
        "signers": [signer("partner", TOM), signer("convener", olive)],
    }
    assert after == before | {
        "organization": "Nordby Tools",
        "starts_on": str(later),
        "signers": [signer("partner", SUE), signer("convener", maren)],
    }


def test_every_part_of_a_changed_promise_is_on_record(prairie: House) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        agreement = draft(prairie)
        first = {"text": "Host", "cadence": "once", "due_on": STARTS_ON, "hours_per_quarter": 4}
        promise = add_responsibility(agreement, "partner", first, actor=owner)
        second = first | {"cadence": "monthly", "due_on": ENDS_ON, "hours_per_quarter": 6}
        change_responsibility(promise, second, actor=owner)
        before, after = last("changed a responsibility")
        assert before == last("added a responsibility")[1]
    changed = {"cadence": "monthly", "due_on": str(ENDS_ON), "hours_per_quarter": 6}
    assert after == before | changed


def test_added_and_removed_promises_are_on_record_in_full(prairie: House) -> None:
    owner = prairie.actor("owner")
    with prairie.scope():
        agreement = draft(prairie)
        values = {"text": "Host", "cadence": "once", "due_on": STARTS_ON, "hours_per_quarter": 4}
        made = add_responsibility(agreement, "partner", values, actor=owner)
        remove_responsibility(agreement, made.pk, actor=owner)
        added, removed = last("added a responsibility")[1], last("removed a responsibility")[0]
        assert not Responsibility.objects.filter(pk=made.pk).exists()
    assert added == removed
    assert added == {
        "id": str(made.pk),
        "side": "partner",
        "text": "Host",
        "detail": "",
        "cadence": "once",
        "due_on": str(STARTS_ON),
        "hours_per_quarter": 4,
    }
