"""The API's doors: who is let in, what is answered, and what a mistake costs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from config.api import TokenThrottle
from partnerships.models import ApiToken, AuditEvent, Partnership
from partnerships.services.tokens import create_token, revoke_token
from stakeholders.models import Organization
from tests.cast import House, make_member, signed_in
from tests.kernel.access_rows_api import (
    make_agreement,
    make_indicator,
    make_observation,
    make_organization,
)

pytestmark = pytest.mark.requirement("R63")


@pytest.fixture(autouse=True)
def _count_from_zero(db: None) -> None:
    cache.clear()


def url(house: House, rest: str) -> str:
    return f"/api/v1/c/{house.convener.slug}/{rest}"


def bearer(house: House, role: str = "owner") -> dict[str, str]:
    """The header of a program that acts as the member of that role."""
    with house.scope():
        _, secret = create_token(actor=house.actor(role), name="Test", days=30)
    return {"Authorization": f"Bearer {secret}"}


def send(client: Client, verb: str, address: str, data: Any, **options: Any) -> Any:
    return getattr(client, verb)(address, data, content_type="application/json", **options)


PARTNERSHIP = {"name": "Welding Academy", "region": "North", "pathway": "Welding"}
ORGANIZATION = {"name": "Prairie Care Hospital", "sector": "business", "naics_sector": "62"}


# --- Who is let in ----------------------------------------------------------------------------


def test_token_reads_and_writes_as_its_member(prairie: House) -> None:
    headers = bearer(prairie, "manager")
    made = send(Client(), "post", url(prairie, "partnerships/"), PARTNERSHIP, headers=headers)
    assert (made.status_code, made.json()["slug"]) == (201, "welding-academy")
    assert made.json()["leader_name"] == "Maren Solberg"
    read = Client().get(url(prairie, "partnerships/"), headers=headers).json()
    assert [row["name"] for row in read["results"]] == [
        "Health Sciences Academy",
        "Welding Academy",
    ]
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="created").get().actor_kind == "token"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic eDp5", "Bearer \udcff"])
def test_wrong_credentials_are_unauthorized(prairie: House, header: str) -> None:
    headers = {"Authorization": header}
    response = prairie.client("owner").get(url(prairie, "partnerships/"), headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_token_opens_no_other_convener(prairie: House, rival: House) -> None:
    response = Client().get(url(rival, "partnerships/"), headers=bearer(prairie))
    assert response.status_code == 401


def test_token_opens_no_page(prairie: House) -> None:
    response = Client().get(prairie.url("partnerships/"), headers=bearer(prairie))
    assert response.status_code == 302


def test_revoked_token_opens_nothing(prairie: House) -> None:
    headers = bearer(prairie)
    with prairie.scope():
        assert revoke_token(ApiToken.objects.get(), actor=prairie.actor("owner"))
    assert Client().get(url(prairie, "partnerships/"), headers=headers).status_code == 401


def test_token_of_a_member_who_left_opens_nothing(prairie: House) -> None:
    headers, member = bearer(prairie, "coordinator"), prairie.members["coordinator"]
    with prairie.scope():
        member.is_active = False
        member.save()
    assert Client().get(url(prairie, "partnerships/"), headers=headers).status_code == 401


def test_session_write_needs_the_csrf_token(prairie: House) -> None:
    client = prairie.client("owner")
    strict = Client(enforce_csrf_checks=True, headers={"Cookie": client.cookies.output(header="")})
    strict.cookies = client.cookies
    response = send(strict, "post", url(prairie, "partnerships/"), PARTNERSHIP)
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
    with prairie.scope():
        assert Partnership.objects.count() == 1


def test_token_write_needs_no_csrf_token(prairie: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = bearer(prairie)
    response = send(strict, "post", url(prairie, "partnerships/"), PARTNERSHIP, headers=headers)
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("verb", "address"),
    [
        ("post", "partnerships/"),
        ("patch", "partnerships/health-sciences/"),
        ("post", "organizations/"),
        ("post", "agreements/"),
        ("post", "indicators/"),
        ("post", "partnerships/health-sciences/observations/"),
    ],
)
def test_read_only_member_writes_nothing(prairie: House, verb: str, address: str) -> None:
    response = send(prairie.client("viewer"), verb, url(prairie, address), {})
    assert response.status_code == 403


def test_intermediary_sees_no_partnership_that_is_not_delegated(prairie: House) -> None:
    member = make_member(prairie.convener, "intermediary", "Otto Outside")
    client = signed_in(member.user_id)
    assert client.get(url(prairie, "partnerships/")).json()["results"] == []
    assert client.get(url(prairie, "partnerships/health-sciences/")).status_code == 404
    observations = url(prairie, "partnerships/health-sciences/observations/")
    assert client.get(observations).status_code == 404


def test_program_that_asks_too_often_waits(prairie: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min"})
    headers = bearer(prairie)
    answers = [Client().get(url(prairie, "partnerships/"), headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_cache_that_is_away_stops_nobody(prairie: House, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    response = Client().get(url(prairie, "partnerships/"), headers=bearer(prairie))
    assert response.status_code == 200


# --- What is answered -------------------------------------------------------------------------


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


# --- Mistakes ---------------------------------------------------------------------------------

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


# --- Queries and description ------------------------------------------------------------------


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


def test_description_and_its_page_are_open_and_name_no_data(prairie: House) -> None:
    assert Client().get("/api/v1/schema/").status_code == 200
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "observation_record" in text
    assert "<script>" not in text
    assert "style=" not in text
    assert "Health Sciences Academy" not in text
