"""What the API answers, in how many queries, and how it describes itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from config.views.api_docs import resources
from partnerships.models import Partnership
from tests.cast import House
from tests.kernel.access_rows_api import (
    make_agreement,
    make_indicator,
    make_observation,
    make_organization,
)
from tests.kernel.api_client import ORGANIZATION, send, url


def test_partnership_is_changed_by_the_facts_given(prairie: House) -> None:
    address = url(prairie, "partnerships/health-sciences/")
    response = send(prairie.client("coordinator"), "patch", address, {"pathway": "Nursing"})
    assert response.status_code == 200
    assert response.json()["pathway"] == "Nursing"
    assert response.json()["name"] == "Health Sciences Academy"
    assert response.json()["region"] == "South Central"


def test_organization_is_added_and_changed(prairie: House) -> None:
    client = prairie.client("coordinator")
    made = send(client, "post", url(prairie, "organizations/"), ORGANIZATION)
    assert made.status_code == 201
    address = url(prairie, f"organizations/{made.json()['id']}/")
    changed = send(client, "patch", address, {"city": "Mankato", "state": "MN"})
    assert (changed.status_code, changed.json()["city"]) == (200, "Mankato")
    assert changed.json()["naics_sector"] == "62"


def test_agreement_is_drafted(prairie: House) -> None:
    organization = make_organization(prairie)
    draft = {
        "partnership": "health-sciences",
        "organization": str(organization.pk),
        "template": "memorandum",
        "title": "Host students, spring 2027",
        "starts_on": "2027-01-05",
        "ends_on": "2027-06-30",
        "signer_name": "Tom Lind",
        "signer_email": "tom@lindqvist.example",
        "signatory": str(prairie.members["owner"].pk),
    }
    response = send(prairie.client("coordinator"), "post", url(prairie, "agreements/"), draft)
    assert response.status_code == 201, response.json()
    assert response.json()["state"] == "draft"
    assert "tom@lindqvist.example" not in response.content.decode()
    with prairie.scope():
        assert Agreement.objects.get().title == "Host students, spring 2027"


def test_indicator_is_made_and_changed(prairie: House) -> None:
    client = prairie.client("analyst")
    facts = {
        "code": "enrolled",
        "name": "Enrollment",
        "definition": "Counted on Oct 1.",
        "unit": "students",
        "reporters": "districts",
        "kind": "headcount",
    }
    made = send(client, "post", url(prairie, "indicators/"), facts)
    assert (made.status_code, made.json()["measure"]) == (201, "own"), made.json()
    changed = send(client, "patch", url(prairie, "indicators/enrolled/"), {"name": "Enrolled"})
    assert (changed.json()["name"], changed.json()["unit"]) == ("Enrolled", "students")


def test_observation_is_recorded_once_and_corrected(prairie: House) -> None:
    first = make_observation(prairie, make_indicator(prairie), 40)
    client, at = prairie.client("analyst"), "partnerships/health-sciences/observations/"
    facts = {
        "value": "41",
        "source": "Counts",
        "as_of": "2026-10-02",
        "expected": 4,
        "reporting": 4,
    }
    again = facts | {"indicator": "enrolled", "period": "Fall 2026", "on_time": 4}
    assert send(client, "post", url(prairie, at), again).status_code == 409
    correct = url(prairie, f"{at}{first.pk}/corrections/")
    changed = send(client, "post", correct, facts | {"on_time": 4, "reason": "A late report."})
    assert (changed.status_code, changed.json()["value"]) == (201, "41"), changed.json()
    read = client.get(url(prairie, at)).json()["results"]
    assert [row["value"] for row in read] == ["41"]


def test_small_counts_are_hidden_in_the_api(prairie: House) -> None:
    indicator = make_indicator(prairie)
    make_observation(prairie, indicator, 52)
    for part, value in (("9", 3), ("10", 20), ("11", 29)):
        make_observation(prairie, indicator, value, part)
    response = prairie.client("viewer").get(
        url(prairie, "partnerships/health-sciences/observations/")
    )
    shown = {
        row["breakdown_value"]: (row["value"], row["hidden"]) for row in response.json()["results"]
    }
    assert shown == {
        "": ("52", False),
        "9": (None, True),
        "10": (None, True),
        "11": ("29", False),
    }


def test_page_boundary_gives_no_hidden_part_away(prairie: House) -> None:
    indicator = make_indicator(prairie)
    for part, value in (("9", 3), ("10", 20), ("11", 29)):
        make_observation(prairie, indicator, value, part)
    address = url(prairie, "partnerships/health-sciences/observations/?limit=1&offset=")
    rows = [prairie.client("viewer").get(f"{address}{n}").json()["results"][0] for n in range(3)]
    assert sorted(row["breakdown_value"] for row in rows if row["hidden"]) == ["10", "9"]


def add_row(house: House, list_name: str, number: int) -> None:
    if list_name == "organizations/":
        make_organization(house, f"Organization {number}")
    elif list_name == "agreements/":
        make_agreement(house, f"Agreement {number}")
    elif list_name == "indicators/":
        make_indicator(house, f"indicator-{number}")
    elif list_name == "partnerships/":
        with house.scope():
            Partnership.objects.create(
                name=f"P{number}", slug=f"p-{number}", region=house.region, pathway="Welding",
                leader=house.members["owner"], lead_entity="Prairie",
            )  # fmt: skip
    else:
        make_observation(house, make_indicator(house, f"indicator-{number}"), 40)


@pytest.mark.parametrize(
    "list_name",
    [
        "partnerships/",
        "organizations/",
        "agreements/",
        "indicators/",
        "partnerships/health-sciences/observations/",
    ],
)
def test_list_asks_the_same_number_of_queries_at_one_and_three_rows(
    prairie: House, list_name: str
) -> None:
    client, counts = prairie.client("viewer"), []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            add_row(prairie, list_name, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(prairie, list_name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_description_is_valid_and_complete(tmp_path: Any) -> None:
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    text = target.read_text()
    assert "scheme: bearer" in text
    assert "/api/v1/c/{convener_slug}/partnerships/{slug}/observations/" in text


def test_description_names_the_shape_of_every_mistake(prairie: House) -> None:
    schema = Client().get("/api/v1/schema/", headers={"accept": "application/json"}).json()
    told = schema["components"]["schemas"]["Mistake"]["properties"]
    client = prairie.client("viewer")
    answers = [
        send(client, verb, url(prairie, rest), ORGANIZATION)
        for verb, rest in (("post", "organizations/"), ("get", "nothing/"), ("put", "indicators/"))
    ]
    answers.append(send(prairie.client("owner"), "post", url(prairie, "organizations/"), {}))
    assert [answer.status_code for answer in answers] == [403, 404, 405, 400]
    assert all({"detail"} <= set(answer.json()) <= set(told) for answer in answers)
    operations = [one for item in schema["paths"].values() for one in item.values()]
    assert all("default" in one["responses"] for one in operations if "responses" in one)


def test_description_and_its_page_are_open_and_name_no_data(prairie: House) -> None:
    assert Client().get("/api/v1/schema/").status_code == 200
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "observation_record" in text
    assert "Health Sciences Academy" not in text


def test_operations_of_one_resource_give_the_fields_that_its_page_shows_once() -> None:
    assert [kind["name"] for kind in resources()] == [
        "agreement",
        "responsibility",
        "indicator",
        "organization",
        "partnership",
        "observation",
    ]
    for kind in resources():
        gives = [one["gives"] for one in kind["operations"] if one["verb"] != "DELETE"]
        assert all(one == kind["gives"] for one in gives)
        assert kind["gives"]
    assert resources()[1]["title"] == "Responsibilities"
