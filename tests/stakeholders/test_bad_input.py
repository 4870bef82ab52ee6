"""Every form, with every kind of input that people and programs send."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bad_input import check_filter, check_form
from tests.cast import House
from tests.stakeholders.bad_input_rows import FILTERS, FORMS
from tests.stakeholders.world import address


def send(house: House, form: str, data: dict[str, str]) -> Any:
    return house.client("owner").post(FORMS[form].world(house)[0], data)


@pytest.mark.parametrize("name", FORMS)
def test_form_takes_good_input_and_answers_bad_input_beside_its_field(
    prairie: House, name: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    check_form(prairie, FORMS[name], monkeypatch, subtests)


@pytest.mark.parametrize("name", FILTERS)
def test_nonsense_in_the_address_breaks_nothing(
    prairie: House, name: str, subtests: pytest.Subtests
) -> None:
    check_filter(prairie, FILTERS[name], subtests)


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        ("organization", {"naics_sector": "99"}, "naics_sector"),
        ("organization", {"website": "javascript:alert(1)"}, "website"),
        ("organization", {"website": "ftp://files.example"}, "website"),
        ("contact", {"phone": "+" * 30}, "phone"),
        ("profile", {"seats": "1e3"}, "seats"),
        ("prospect", {"owner": "00000000-0000-0000-0000-000000000000"}, "owner"),
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
