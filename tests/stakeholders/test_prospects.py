"""Naming somebody: a need before a name (B2), and nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from stakeholders.models import Candidacy, Organization
from stakeholders.services.prospects import add_prospect
from tests.cast import House, today
from tests.stakeholders.world import (
    add_candidacy,
    add_organization,
    add_profile,
    address,
    filled_profile,
    met_profile,
)

NEW = {
    "name": "Northfork Family Clinic",
    "sector": "business",
    "city": "St. James",
    "state": "MN",
    "contact_name": "Amy Castell",
    "contact_title": "Clinic manager",
    "contact_email": "Amy@Northfork.example",
}


def post(house: House, data: dict[str, Any], role: str = "coordinator") -> Any:
    return house.client(role).post(address(house, "prospects/new/"), data)


@pytest.mark.requirement("B2")
def test_prospect_with_a_profile_makes_organization_contact_and_candidacy(
    prairie: House,
) -> None:
    profile = add_profile(prairie)
    owner = prairie.members["coordinator"].pk
    answer = post(prairie, {**NEW, "profile": profile.pk, "owner": owner})
    assert answer.status_code == 302
    with prairie.scope():
        row = Candidacy.objects.select_related("organization", "contact", "profile").get()
    assert (row.stage, row.profile, row.owner_id) == ("identified", profile, owner)
    assert row.organization.name == "Northfork Family Clinic"
    assert (row.contact.email, row.contact.is_primary) == ("amy@northfork.example", True)


@pytest.mark.requirement("B2")
def test_prospect_without_profile_or_reason_is_refused_and_nothing_is_made(
    prairie: House,
) -> None:
    answer = post(prairie, NEW)
    assert answer.status_code == 422
    assert "Say why, or choose a profile." in answer.text
    assert "Northfork Family Clinic" in answer.text
    with prairie.scope():
        assert not Organization.objects.exists()


@pytest.mark.requirement("B2")
@pytest.mark.parametrize("closed", [filled_profile, met_profile])
def test_profile_that_is_not_open_is_no_choice(prairie: House, closed: Any) -> None:
    profile = closed(prairie)
    page = prairie.client("coordinator").get(address(prairie, "prospects/new/")).text
    assert str(profile.pk) not in page
    answer = post(prairie, {**NEW, "profile": profile.pk})
    assert answer.status_code == 422
    assert 'id="id_profile_error"' in answer.text
    actor = prairie.actor("coordinator")
    with prairie.scope(), pytest.raises(ValidationError, match="This profile is not open"):
        add_prospect(prairie.partnership, actor=actor, profile=profile)


@pytest.mark.requirement("B2")
def test_profile_with_one_seat_left_is_a_choice(prairie: House) -> None:
    profile = add_profile(prairie, seats=2)
    add_candidacy(prairie, "committed", profile=profile)
    assert post(prairie, {**NEW, "profile": profile.pk}).status_code == 302


@pytest.mark.requirement("B2")
def test_reason_for_having_no_profile_is_kept_and_shown(prairie: House) -> None:
    answer = post(prairie, {**NEW, "no_profile_reason": "They keep the shift figures."})
    page = prairie.client("viewer").get(answer.url).text
    assert "They keep the shift figures." in page


@pytest.mark.requirement("B2")
def test_database_itself_refuses_a_candidacy_without_profile_and_reason(prairie: House) -> None:
    organization = add_organization(prairie)
    with prairie.scope(), pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.create(partnership=prairie.partnership, organization=organization)


def test_existing_organization_brings_its_primary_contact(prairie: House) -> None:
    organization, profile = add_organization(prairie), add_profile(prairie)
    post(prairie, {"organization": organization.pk, "profile": profile.pk})
    with prairie.scope():
        assert Candidacy.objects.select_related("contact").get().contact.name == "Tom Lindqvist"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Write its name, or choose an organization above."),
        ({"sector": ""}, "Choose its sector."),
        ({"contact_email": "", "contact_phone": ""}, "Give an e-mail address or a phone number."),
        ({"contact_name": ""}, "Write this person’s name."),
    ],
)
def test_half_an_answer_is_refused_beside_its_field(
    prairie: House, change: dict[str, str], words: str
) -> None:
    answer = post(prairie, {**NEW, "no_profile_reason": "Because.", **change})
    assert answer.status_code == 422
    assert words in answer.text.replace("&#x27;", "’")


def test_name_that_the_directory_has_is_refused_whatever_its_case(prairie: House) -> None:
    add_organization(prairie, "northfork  FAMILY clinic")
    answer = post(prairie, {**NEW, "no_profile_reason": "Because."})
    assert answer.status_code == 422
    assert "in the directory already" in answer.text


def test_organization_already_considered_for_the_seat_is_refused(prairie: House) -> None:
    row = add_candidacy(prairie, "contacted")
    answer = post(prairie, {"organization": row.organization_id, "profile": row.profile_id})
    assert answer.status_code == 422
    assert "is considered for this seat already" in answer.text


def test_organization_that_asked_for_time_is_not_named_again_before_its_day(
    prairie: House,
) -> None:
    day = today() + timedelta(days=30)
    row = add_candidacy(prairie, "closed", revisit_on=day)
    answer = post(prairie, {"organization": row.organization_id, "profile": row.profile_id})
    assert answer.status_code == 422
    assert "not to ask again before" in answer.text


@pytest.mark.parametrize("field", ["organization", "profile", "owner"])
def test_rows_of_another_convener_are_no_choice(prairie: House, rival: House, field: str) -> None:
    foreign = {
        "organization": add_organization(rival).pk,
        "profile": add_profile(rival).pk,
        "owner": rival.members["owner"].pk,
    }
    data = {**NEW, "no_profile_reason": "Because.", field: foreign[field]}
    answer = post(prairie, data)
    assert answer.status_code == 422
    with prairie.scope():
        assert not Candidacy.objects.exists()
