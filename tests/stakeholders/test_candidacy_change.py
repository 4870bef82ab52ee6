"""Who is in charge of a candidacy, and whom they talk to."""

from __future__ import annotations

from partnerships.models import AuditEvent
from tests.cast import House
from tests.stakeholders.world import add_candidacy, add_intermediary, add_organization, address


def test_candidacy_is_handed_over_and_the_history_says_to_whom(prairie: House) -> None:
    row = add_candidacy(prairie, "contacted")
    new = prairie.members["coordinator"]
    client = prairie.client("manager")
    answer = client.post(address(prairie, f"{row.pk}/change/"), {"owner": new.pk})
    page = client.get(answer.url).text
    assert "Maren Solberg changed who is in charge." in page
    with prairie.scope():
        event = AuditEvent.objects.get(object_id=row.pk, verb="changed")
    assert event.after == {"owner": "Cody Reyes", "contact": ""}


def test_contact_of_another_organization_is_no_choice(prairie: House) -> None:
    row, other = add_candidacy(prairie, "contacted"), add_organization(prairie)
    with prairie.scope():
        foreign = other.contacts.get()
    url = address(prairie, f"{row.pk}/change/")
    answer = prairie.client("manager").post(url, {"contact": foreign.pk})
    assert answer.status_code == 422
    assert 'id="id_contact_error"' in answer.text


def test_readers_and_undelegated_intermediaries_cannot_own_a_candidacy(prairie: House) -> None:
    add_intermediary(prairie, delegated=False)
    row = add_candidacy(prairie, "contacted")
    url = address(prairie, f"{row.pk}/change/")
    for role in ("viewer", "analyst", "intermediary"):
        answer = prairie.client("manager").post(url, {"owner": prairie.members[role].pk})
        assert answer.status_code == 422
