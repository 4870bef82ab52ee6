"""The directory: list, search, export, and its forms."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.models import AuditEvent
from stakeholders.models import Contact, Organization
from tests.cast import House
from tests.stakeholders.world import add_candidacy, add_organization, reread

FACTS = {
    "name": "Prairie Care Hospital",
    "sector": "business",
    "naics_sector": "62",
    "city": "Mankato",
    "state": "MN",
    "website": "prairiecare.example",
    "stated_goal": "Fill three shifts by summer.",
}


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # Savepoints and the role coming off exist only inside the test's own transaction.
    own = ("SAVEPOINT", "RELEASE SAVEPOINT", "RESET ROLE")
    return sum(not query["sql"].startswith(own) for query in captured)


def test_directory_takes_the_same_few_queries_at_one_and_three_rows(prairie: House) -> None:
    client, url = prairie.client("viewer"), prairie.url("organizations/")
    add_candidacy(prairie)
    client.get(url)
    one = queries(client, url)
    for _ in range(2):
        add_candidacy(prairie)
    assert queries(client, url) == one
    assert one <= 10


@pytest.mark.requirement("R2")
@pytest.mark.parametrize("sector", ["k12", "postsecondary", "business", "government", "community"])
def test_list_filters_by_each_sector(prairie: House, sector: str) -> None:
    names = {}
    for one in ("k12", "postsecondary", "business", "government", "community"):
        names[one] = add_organization(prairie, f"The {one} one", sector=one).name
    page = prairie.client("viewer").get(prairie.url(f"organizations/?sector={sector}")).text
    assert [name for name in names.values() if name in page] == [names[sector]]


@pytest.mark.parametrize("words", ["mankato", "RUTH", "ruth@prairie-care", "care hosp"])
def test_search_finds_by_name_city_and_contact(prairie: House, words: str) -> None:
    hospital = add_organization(prairie, "Prairie Care Hospital", city="Mankato")
    add_organization(prairie, "Somewhere else", city="Waseca")
    with prairie.scope():
        Contact.objects.create(
            organization=hospital, name="Ruth Aldous", email="ruth@prairie-care.example"
        )
    page = prairie.client("viewer").get(prairie.url("organizations/"), {"q": words}).text
    assert "Prairie Care Hospital" in page
    assert "Somewhere else" not in page


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%25%5C_", "sector=nonsense", "sort=password", "page=999", "page=x"]
)
def test_nonsense_in_the_address_filters_nothing(prairie: House, query: str) -> None:
    add_organization(prairie, "Prairie Care Hospital")
    answer = prairie.client("viewer").get(prairie.url(f"organizations/?{query}"))
    assert answer.status_code == 200


def test_twenty_six_organizations_stand_on_two_pages(prairie: House) -> None:
    with prairie.scope():
        Organization.objects.bulk_create(
            Organization(name=f"School {n:02}", name_key=f"school {n:02}", sector="k12")
            for n in range(26)
        )
    second = prairie.client("viewer").get(prairie.url("organizations/?page=2")).text
    assert "School 25" in second
    assert "School 24" not in second


@pytest.mark.parametrize(("sort", "first"), [("name", "Ash"), ("-name", "Zinc"), ("place", "Zinc")])
def test_list_sorts_as_the_address_says(prairie: House, sort: str, first: str) -> None:
    add_organization(prairie, "Ash", city="Waseca")
    add_organization(prairie, "Zinc", city="Albert Lea")
    page = prairie.client("viewer").get(prairie.url(f"organizations/?sort={sort}")).text
    assert min(("Ash", "Zinc"), key=lambda name: page.index(f">{name}</a>")) == first


def test_export_gives_what_the_filters_show_and_defuses_formulas(prairie: House) -> None:
    add_organization(prairie, '=HYPERLINK("evil")', sector="business", stated_goal="@now")
    add_organization(prairie, "Lake Prairie Schools", sector="k12")
    url = prairie.url("organizations/export.csv?sector=business")
    answer = prairie.client("viewer").get(url)
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Organization", '\'=HYPERLINK("evil")']
    assert rows[1][6] == "'@now"
    assert rows[1][7:10] == ["Tom Lindqvist", "", "tom@lindqvist.example"]


@pytest.mark.requirement("R2")
def test_created_organization_has_sector_industry_and_its_own_words(prairie: House) -> None:
    answer = prairie.client("coordinator").post(prairie.url("organizations/new/"), FACTS)
    assert answer.status_code == 302
    with prairie.scope():
        made = Organization.objects.get()
        assert AuditEvent.objects.get(object_id=made.pk).verb == "added"
    assert made.website == "https://prairiecare.example"
    assert (made.sector, made.naics_sector) == ("business", "62")
    page = prairie.client("viewer").get(answer.url).text
    assert "Fill three shifts by summer." in page
    assert "Health care and social assistance (62)" in page


@pytest.mark.requirement("R2")
def test_school_with_an_industry_is_refused(prairie: House) -> None:
    data = {**FACTS, "sector": "k12"}
    answer = prairie.client("coordinator").post(prairie.url("organizations/new/"), data)
    assert answer.status_code == 422
    assert "Only a business has an industry." in answer.text


def test_change_records_only_what_differs(prairie: House) -> None:
    made = add_organization(prairie, "Prairie Care Hospital")
    url = prairie.url(f"organizations/{made.pk}/change/")
    prairie.client("coordinator").post(
        url, {"name": made.name, "sector": "business", "city": "Eagan"}
    )
    with prairie.scope():
        event = AuditEvent.objects.get(object_id=made.pk, verb="changed")
    assert (event.before, event.after) == ({"city": ""}, {"city": "Eagan"})


def test_rename_to_a_name_that_is_taken_is_refused(prairie: House) -> None:
    add_organization(prairie, "Prairie Care")
    other = add_organization(prairie, "Other")
    url = prairie.url(f"organizations/{other.pk}/change/")
    answer = prairie.client("owner").post(url, {"name": "prairie care", "sector": "business"})
    assert answer.status_code == 422
    assert reread(prairie, other).name == "Other"


def test_second_primary_contact_takes_over_from_the_first(prairie: House) -> None:
    made = add_organization(prairie)
    url = prairie.url(f"organizations/{made.pk}/contacts/new/")
    data = {"name": "Ruth Aldous", "phone": "507-555-0142", "is_primary": "on", "may_sign": "on"}
    assert prairie.client("coordinator").post(url, data).status_code == 302
    with prairie.scope():
        primary = Contact.objects.get(organization=made, is_primary=True)
    assert (primary.name, primary.may_sign) == ("Ruth Aldous", True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_primary": ""}, "Make somebody else the primary contact first."),
        ({"email": "", "phone": ""}, "Give an e-mail address or a phone number."),
        ({"email": "tom@"}, "Enter an e-mail address such as name@example.org."),
        ({"phone": "call me"}, "Enter a phone number such as 507-555-0142."),
    ],
)
def test_contact_change_that_makes_no_sense_is_refused(
    prairie: House, change: dict[str, str], words: str
) -> None:
    made = add_organization(prairie)
    with prairie.scope():
        contact = made.contacts.get()
    data = {"name": "Tom L", "email": "tom@lindqvist.example", "is_primary": "on", **change}
    url = prairie.url(f"organizations/{made.pk}/contacts/{contact.pk}/change/")
    answer = prairie.client("coordinator").post(url, data)
    assert answer.status_code == 422
    assert words in answer.text


def test_second_contact_with_the_same_address_is_refused(prairie: House) -> None:
    made = add_organization(prairie)
    url = prairie.url(f"organizations/{made.pk}/contacts/new/")
    answer = prairie.client("owner").post(url, {"name": "Tim", "email": "TOM@lindqvist.example"})
    assert answer.status_code == 422
    assert "Another contact here has this address." in answer.text
