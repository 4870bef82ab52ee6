"""Two people press at the same moment; two real connections."""

from __future__ import annotations

import pytest

from config.state import IllegalMove
from partnerships.models import AuditEvent, Message
from stakeholders.models import Candidacy, Stage
from stakeholders.services.candidacies import contact_by_mail
from stakeholders.services.prospects import add_prospect
from tests.cast import House
from tests.presses import twice
from tests.stakeholders.world import add_candidacy, add_organization, add_profile, reread

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_first_contacts_at_once_send_one_mail(prairie: House) -> None:
    row, actor = add_candidacy(prairie), prairie.actor("owner")
    results = twice(
        prairie, lambda: contact_by_mail(row, actor=actor, subject="May we talk?", body="Hello")
    )
    refused = [result for result in results if isinstance(result, IllegalMove)]
    assert (len(results), len(refused)) == (2, 1)
    assert reread(prairie, row).stage == Stage.CONTACTED
    with prairie.scope():
        assert Message.objects.filter(kind="first_contact").count() == 1
        assert AuditEvent.objects.filter(object_id=row.pk, verb="contact").count() == 1


def test_the_same_prospect_added_twice_at_once_is_one_candidacy(prairie: House) -> None:
    organization, profile = add_organization(prairie), add_profile(prairie)
    results = twice(
        prairie,
        lambda: add_prospect(
            prairie.partnership,
            actor=prairie.actor("owner"),
            organization=organization,
            profile=profile,
        ),
    )
    assert sum(isinstance(result, Candidacy) for result in results) == 1
    with prairie.scope():
        assert Candidacy.objects.count() == 1


def test_second_press_of_the_button_changes_nothing_and_says_so(prairie: House) -> None:
    row = add_candidacy(prairie, "contacted")
    client = prairie.client("coordinator")
    url = prairie.url(f"partnerships/health-sciences/recruitment/{row.pk}/interview/start/")
    client.post(url)
    again = client.post(url, follow=True)
    assert "Nothing changed" in again.text
    assert reread(prairie, row).stage == Stage.INTERVIEWING
