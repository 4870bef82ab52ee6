"""What a mistake costs a program that uses the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stakeholders.models import Organization
from tests.cast import House
from tests.kernel.access_rows_api import (
    make_organization,
)
from tests.kernel.api_client import ORGANIZATION, PARTNERSHIP, send, url

LONG = "x" * 5000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": LONG}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "half \ud800"}, "name"),
        ({"name": ["list"]}, "name"),
        ({"sector": "circus"}, "sector"),
        ({"sector": 7}, "sector"),
        ({"state": "ZZ"}, "state"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"stated_goal": LONG}, "stated_goal"),
        ({"sector": "k12", "naics_sector": "62"}, "naics_sector"),
        ({"nmae": "Care"}, "nmae"),
        ({"contact_count": 3}, "contact_count"),
    ],
)
def test_bad_field_is_named(prairie: House, change: dict[str, Any], field: str) -> None:
    data = json.dumps(ORGANIZATION | change)
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), data)
    assert response.status_code == 400
    assert response.json()["detail"] == "Some fields are not right."
    assert list(response.json()["errors"]) == [field]
    with prairie.scope():
        assert not Organization.objects.exists()


@pytest.mark.parametrize("text", ["שלום", "💚 Care", "<b>Bold</b>", "Ünïcode", "'; DROP TABLE x"])
def test_odd_text_is_kept_as_it_is(prairie: House, text: str) -> None:
    data = ORGANIZATION | {"name": text}
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), data)
    assert (response.status_code, response.json()["name"]) == (201, text)


def test_line_break_in_a_name_is_a_space(prairie: House) -> None:
    data = ORGANIZATION | {"name": "Prairie\r\nCare\u2028Hospital"}
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), data)
    assert (response.status_code, response.json()["name"]) == (201, "Prairie Care Hospital")


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"text"', "NaN", "[" * 20_000, '{"name": 1' + "0" * 6000 + "}"],
)
def test_body_that_is_no_object_is_a_bad_request(prairie: House, body: str) -> None:
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), body)
    assert response.status_code == 400
    assert set(response.json()) <= {"detail", "errors"}


def test_huge_body_is_a_bad_request(prairie: House) -> None:
    data = {"name": "x" * 300_000}
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), data)
    assert response.status_code == 400
    assert "at most" in response.json()["detail"]


def test_other_media_types_are_refused(prairie: House) -> None:
    response = prairie.client("owner").post(url(prairie, "organizations/"), ORGANIZATION)
    assert response.status_code == 415


def test_name_that_is_taken_is_a_field_error(prairie: House) -> None:
    make_organization(prairie, "Prairie Care Hospital")
    response = send(prairie.client("owner"), "post", url(prairie, "organizations/"), ORGANIZATION)
    assert list(response.json()["errors"]) == ["name"]


def test_ids_of_another_convener_are_field_errors(prairie: House, rival: House) -> None:
    data = PARTNERSHIP | {"leader": str(rival.members["owner"].pk)}
    response = send(prairie.client("owner"), "post", url(prairie, "partnerships/"), data)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["leader"])
    choices = response.json()["errors"]["leader"][-1]
    assert f"{prairie.members['manager'].pk} (Maren Solberg)" in choices
    assert str(rival.members["owner"].pk) not in choices


@pytest.mark.parametrize(
    ("query", "count"),
    [("limit=1", 1), ("limit=1000", 3), ("limit=-1", 3), ("offset=99999999999999999999", 0)],
)
def test_pages_stay_in_bounds(prairie: House, query: str, count: int) -> None:
    for name in "ABC":
        make_organization(prairie, name)
    response = prairie.client("owner").get(url(prairie, f"organizations/?{query}"))
    assert (response.status_code, len(response.json()["results"])) == (200, count)


def test_page_holds_a_hundred_rows_at_most(prairie: House) -> None:
    with prairie.scope():
        Organization.objects.bulk_create(
            Organization(name=f"O{n}", name_key=f"o{n}", sector="business") for n in range(101)
        )
    response = prairie.client("owner").get(url(prairie, "organizations/?limit=5000"))
    assert len(response.json()["results"]) == 100


def test_address_without_its_slash_does_not_lose_what_was_sent(prairie: House) -> None:
    address = url(prairie, "organizations")
    led = send(prairie.client("owner"), "post", address, ORGANIZATION)
    assert (led.status_code, led["Location"]) == (308, f"{address}/")
    assert prairie.client("owner").get(address).status_code == 301
