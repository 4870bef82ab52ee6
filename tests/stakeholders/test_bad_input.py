"""Every form, with every kind of input that people and programs send."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest

from tests.cast import House
from tests.stakeholders.world import add_candidacy, add_need, add_organization, add_profile, address

#: form: (address, the fields that take text, their limits)
FORMS: dict[str, Any] = {
    "organization": (
        lambda house: house.url("organizations/new/"),
        {"name": 160, "city": 80, "stated_goal": 1000},
    ),
    "organization change": (
        lambda house: house.url(f"organizations/{add_organization(house).pk}/change/"),
        {"name": 160, "city": 80, "stated_goal": 1000},
    ),
    "contact": (
        lambda house: house.url(f"organizations/{add_organization(house).pk}/contacts/new/"),
        {"name": 120, "title": 120},
    ),
    "need": (lambda house: address(house, "needs/new/"), {"description": 300}),
    "need change": (
        lambda house: address(house, f"needs/{add_need(house).pk}/change/"),
        {"description": 300},
    ),
    "profile": (
        lambda house: address(house, "profiles/new/"),
        {"title": 120, "skills": 600, "need_met": 600},
    ),
    "profile change": (
        lambda house: address(house, f"profiles/{add_profile(house).pk}/change/"),
        {"title": 120, "skills": 600, "need_met": 600},
    ),
    "prospect": (
        lambda house: address(house, "prospects/new/"),
        {"name": 160, "city": 80, "no_profile_reason": 500, "contact_name": 120},
    ),
    "mail": (
        lambda house: address(house, f"{add_candidacy(house).pk}/mail/"),
        {"subject": 150, "body": 4000},
    ),
    "call": (lambda house: address(house, f"{add_candidacy(house).pk}/call/"), {"note": 1000}),
    "interview": (
        lambda house: address(house, f"{add_candidacy(house, 'interviewing').pk}/interview/"),
        {"organization_note": 1000, "capacity_note": 1000},
    ),
    "closing": (
        lambda house: address(house, f"{add_candidacy(house).pk}/close/"),
        {"reason": 1000},
    ),
}
CASES = [(form, field) for form, (_, fields) in FORMS.items() for field in fields]


def send(house: House, form: str, data: dict[str, str]) -> Any:
    return house.client("owner").post(FORMS[form][0](house), data)


@pytest.mark.parametrize(("form", "field"), CASES)
def test_over_long_text_is_refused_beside_its_field_and_kept(
    prairie: House, form: str, field: str
) -> None:
    text = "Ä" * (FORMS[form][1][field] + 1)
    answer = send(prairie, form, {field: text})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert text in answer.text


@pytest.mark.parametrize(("form", "field"), CASES)
def test_nul_byte_is_refused_beside_its_field(prairie: House, form: str, field: str) -> None:
    answer = send(prairie, form, {field: "Mission\x00Hydraulics"})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text


@pytest.mark.parametrize(("form", "field"), CASES)
def test_hidden_direction_mark_is_refused_beside_its_field(
    prairie: House, form: str, field: str
) -> None:
    answer = send(prairie, form, {field: "Mission\u202eHydraulics"})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Mission\u202eHydraulics" in answer.text


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> & co", "🦾 Robotik 🇺🇸", "مستشفى البراري", "'; DROP TABLE x; --"],
)
@pytest.mark.parametrize(("form", "field"), CASES)
def test_unusual_but_honest_text_is_kept_and_escaped(
    prairie: House, form: str, field: str, text: str
) -> None:
    answer = send(prairie, form, {field: text, "needed_by_month": "13", "revisit_on_month": "13"})
    page = answer.text if answer.status_code == 422 else ""
    assert f'id="id_{field}_error"' not in page
    assert "<script>alert" not in page
    assert not page or escape(text) in page


@pytest.mark.parametrize("form", [form for form in FORMS if form != "interview"])
def test_empty_answer_is_refused_with_a_summary(prairie: House, form: str) -> None:
    answer = send(prairie, form, {})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        ("organization", {"sector": "pirates"}, "sector"),
        ("organization", {"naics_sector": "99"}, "naics_sector"),
        ("organization", {"state": "Minnesota"}, "state"),
        ("organization", {"website": "javascript:alert(1)"}, "website"),
        ("organization", {"website": "ftp://files.example"}, "website"),
        ("contact", {"email": "tom@@lindqvist"}, "email"),
        ("contact", {"phone": "+" * 30}, "phone"),
        ("need", {"kind": "money"}, "kind"),
        ("profile", {"need": "not-a-uuid"}, "need"),
        ("profile", {"seats": "1e3"}, "seats"),
        ("prospect", {"organization": "x"}, "organization"),
        ("prospect", {"owner": "00000000-0000-0000-0000-000000000000"}, "owner"),
        ("interview", {"interest_score": "five"}, "interest_score"),
    ],
)
def test_wrong_type_is_refused_beside_its_field(
    prairie: House, form: str, data: dict[str, str], field: str
) -> None:
    answer = send(prairie, form, data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text


@pytest.mark.parametrize(
    ("form", "field"),
    [("need", "needed_by"), ("closing", "revisit_on"), ("interview", "conducted_on")],
)
@pytest.mark.parametrize("day", [("2", "31", "2027"), ("13", "1", "2027"), ("5", "x", "27")])
def test_day_that_does_not_exist_is_refused_and_kept(
    prairie: House, form: str, field: str, day: tuple[str, str, str]
) -> None:
    parts = dict(zip((f"{field}_month", f"{field}_day", f"{field}_year"), day, strict=True))
    answer = send(prairie, form, {**parts, "description": "Sites", "reason": "Because"})
    assert answer.status_code == 422
    assert "Enter a real date, such as Nov 23, 2026." in answer.text
    assert f'value="{day[2]}"' in answer.text


def test_day_in_the_past_is_no_promise_to_look_again(prairie: House) -> None:
    day = {"revisit_on_month": "1", "revisit_on_day": "2", "revisit_on_year": "2020"}
    answer = send(prairie, "closing", {"reason": "Not aligned.", **day})
    assert answer.status_code == 422
    assert "Choose a day that is still to come." in answer.text


def test_interview_of_tomorrow_is_refused(prairie: House) -> None:
    day = {"conducted_on_month": "1", "conducted_on_day": "2", "conducted_on_year": "2199"}
    answer = send(prairie, "interview", day)
    assert answer.status_code == 422
    assert "This day has not come yet." in answer.text


@pytest.mark.parametrize("path", ["not-a-uuid/", "0/", "%00/"])
def test_address_that_is_no_id_is_not_found(prairie: House, path: str) -> None:
    assert prairie.client("owner").get(address(prairie, path)).status_code in (400, 404)
