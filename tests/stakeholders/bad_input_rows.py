"""The forms of this app, for the grid of bad input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stakeholders.forms.candidacies import (
    CallForm,
    CandidacyForm,
    ClosingForm,
    FirstContactForm,
    InterviewForm,
    InvitingForm,
    ReopeningForm,
)
from stakeholders.forms.filters import BoardFilter, OrganizationFilter
from stakeholders.forms.organizations import ContactForm, OrganizationForm
from stakeholders.forms.plan import NeedForm, ProfileForm
from stakeholders.forms.prospects import ProspectForm
from tests.bad_input import FilterRow, FormRow
from tests.cast import House, today
from tests.stakeholders.world import (
    ALL_SCORED,
    add_candidacy,
    add_need,
    add_organization,
    add_profile,
    address,
)

#: A day that we promised to wait for.
LATER = today() + timedelta(days=90)
World = tuple[str, dict[str, Any]]
ORGANIZATION = {
    "name": "Mission Hydraulics",
    "sector": "business",
    "naics_sector": "31-33",
    "city": "Mankato",
    "state": "MN",
    "website": "https://mission.example",
    "stated_goal": "Two hires by summer.",
}
CONTACT = {
    "name": "Tom Lindqvist",
    "title": "Plant manager",
    "email": "tom@mission.example",
    "phone": "507-555-0142",
}
NEED = {
    "kind": "resource",
    "description": "Clinic sites",
    "needed_by_month": "6",
    "needed_by_day": "1",
    "needed_by_year": "2199",
}


def of_organization(rest: str, good: dict[str, str]) -> Any:
    return lambda house: (house.url(f"organizations/{add_organization(house).pk}/{rest}"), good)


def of_contact(house: House) -> World:
    organization = add_organization(house)
    with house.scope():
        contact = organization.contacts.get()
    url = house.url(f"organizations/{organization.pk}/contacts/{contact.pk}/change/")
    return url, {**CONTACT, "is_primary": "on"}


def profile(house: House) -> dict[str, str]:
    return {
        "title": "Clinical host site",
        "need": str(add_need(house).pk),
        "sector": "business",
        "skills": "A nurse.",
        "need_met": "Hours close to home.",
        "seats": "2",
    }


def prospect(house: House) -> World:
    good = {
        "no_profile_reason": "They came to us.",
        "name": "Mission Hydraulics",
        "sector": "business",
        "city": "Mankato",
        "state": "MN",
        "contact_name": "Tom Lindqvist",
        "contact_title": "Plant manager",
        "contact_email": "tom@mission.example",
        "contact_phone": "507-555-0142",
        "owner": str(house.members["owner"].pk),
    }
    return address(house, "prospects/new/"), good


def of_candidacy(rest: str, good: dict[str, str], stage: str = "identified", **more: Any) -> Any:
    return lambda house: (address(house, f"{add_candidacy(house, stage, **more).pk}/{rest}"), good)


def change(house: House) -> World:
    row = add_candidacy(house)
    good = {"contact": str(row.contact_id), "owner": str(house.members["manager"].pk)}
    return address(house, f"{row.pk}/change/"), good


def interview() -> dict[str, str]:
    day = {"conducted_on_month": "1", "conducted_on_day": "5", "conducted_on_year": "2026"}
    parts = ("organization", "position", "interest", "capacity")
    return day | {f"{key}_score": "4" for key in parts} | {f"{key}_note": "Well." for key in parts}


CLOSING = {
    "reason": "No room this year.",
    "revisit_on_month": "1",
    "revisit_on_day": "5",
    "revisit_on_year": "2199",
}
FORMS: dict[str, FormRow] = {
    "organization": FormRow(
        OrganizationForm, lambda house: (house.url("organizations/new/"), ORGANIZATION)
    ),
    "organization change": FormRow(OrganizationForm, of_organization("change/", ORGANIZATION)),
    "contact": FormRow(ContactForm, of_organization("contacts/new/", CONTACT)),
    "contact change": FormRow(ContactForm, of_contact),
    "need": FormRow(NeedForm, lambda house: (address(house, "needs/new/"), NEED)),
    "need change": FormRow(
        NeedForm, lambda house: (address(house, f"needs/{add_need(house).pk}/change/"), NEED)
    ),
    "profile": FormRow(
        ProfileForm, lambda house: (address(house, "profiles/new/"), profile(house))
    ),
    "profile change": FormRow(
        ProfileForm,
        lambda house: (address(house, f"profiles/{add_profile(house).pk}/change/"), profile(house)),
    ),
    "prospect": FormRow(ProspectForm, prospect, needs_one=True),
    "candidacy change": FormRow(CandidacyForm, change),
    "mail": FormRow(
        FirstContactForm, of_candidacy("mail/", {"subject": "Students", "body": "May we call?"})
    ),
    "call": FormRow(CallForm, of_candidacy("call/", {"note": "They have room for two."})),
    "interview": FormRow(InterviewForm, of_candidacy("interview/", interview(), "interviewing")),
    "invite": FormRow(
        InvitingForm,
        of_candidacy("invite/", {"reason": "They teach well."}, "matched", scores=ALL_SCORED),
    ),
    "reopening": FormRow(
        ReopeningForm,
        of_candidacy("reopen/", {"reason": "They called us."}, "closed", revisit_on=LATER),
    ),
    "closing": FormRow(ClosingForm, of_candidacy("close/", CLOSING)),
}
FILTERS: dict[str, FilterRow] = {
    "organizations": FilterRow(OrganizationFilter, lambda house: house.url("organizations/")),
    "organizations file": FilterRow(
        OrganizationFilter, lambda house: house.url("organizations/export.csv")
    ),
    "board": FilterRow(BoardFilter, address),
    "prospect": FilterRow(
        None, lambda house: address(house, "prospects/new/"), names=("profile", "organization")
    ),
    "profile": FilterRow(None, lambda house: address(house, "profiles/new/"), names=("need",)),
}
