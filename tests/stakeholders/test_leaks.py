"""A rival's rows, made first, then looked for in every list, search, export and page."""

from __future__ import annotations

import pytest

from config.tenancy.scopes import ScopeRequired
from stakeholders.models import Candidacy, Contact, Organization
from tests.cast import House
from tests.stakeholders.world import add_candidacy, add_organization, address

SECRET = "Quietwater Avionics"


@pytest.fixture
def foreign(rival: House) -> Candidacy:
    organization = add_organization(rival, SECRET, city="Quietwater", stated_goal="Quietwater")
    return add_candidacy(rival, "committed", organization=organization, days=30)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "organizations/",
        "organizations/?q=Quietwater",
        "organizations/export.csv",
        "organizations/export.csv?q=Quietwater",
        "partnerships/",
        "partnerships/health-sciences/",
        "partnerships/health-sciences/recruitment/",
        "partnerships/health-sciences/recruitment/plan/",
        "partnerships/health-sciences/recruitment/closed/",
        "partnerships/health-sciences/recruitment/prospects/new/",
        "partnerships/health-sciences/partners/",
    ],
)
def test_rivals_organization_stands_on_no_page_of_ours(
    foreign: Candidacy, rival: House, prairie: House, page: str
) -> None:
    add_candidacy(prairie, "committed")
    ours = prairie.client("owner").get(prairie.url(page))
    theirs = rival.client("owner").get(rival.url(page))
    assert (ours.status_code, theirs.status_code) == (200, 200)
    assert "Quietwater" not in ours.text.replace("?q=Quietwater", "").replace(
        'value="Quietwater"', ""
    )


def test_rivals_pages_show_it_so_the_walk_above_can_fail(foreign: Candidacy, rival: House) -> None:
    client = rival.client("owner")
    for page in (
        "organizations/",
        "organizations/export.csv",
        "partnerships/health-sciences/partners/",
    ):
        assert SECRET in client.get(rival.url(page)).text


@pytest.mark.parametrize("door", ["", "change/", "mail/", "interview/", "close/", "record/"])
def test_rivals_candidacy_is_not_found_under_our_address(
    foreign: Candidacy, prairie: House, door: str
) -> None:
    client = prairie.client("owner")
    assert client.get(address(prairie, f"{foreign.pk}/{door}")).status_code == 404


def test_rivals_organization_is_not_found_under_our_address(
    foreign: Candidacy, prairie: House
) -> None:
    client = prairie.client("owner")
    for rest in ("", "change/", "contacts/new/", f"contacts/{foreign.contact_id}/change/"):
        url = prairie.url(f"organizations/{foreign.organization_id}/{rest}")
        assert client.get(url).status_code == 404


def test_scope_of_ours_reads_no_row_of_theirs(foreign: Candidacy, prairie: House) -> None:
    with prairie.scope():
        assert [model.objects.count() for model in (Organization, Contact, Candidacy)] == [0, 0, 0]


def test_no_scope_reads_nothing_and_says_so(foreign: Candidacy) -> None:
    with pytest.raises(ScopeRequired):
        Organization.objects.count()
