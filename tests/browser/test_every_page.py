"""Every page of the access matrix in a real browser: axe finds nothing, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, check_page, enter
from tests.cast import PEOPLE, House, approve_charter, make_house
from tests.kernel.addresses import addresses, rows
from tests.processes import elsewhere

#: So many pages each must have at least, or the walk has lost some.
LEAST = {"partnerships": 20, "stakeholders": 15, "agreements": 12, "metrics": 15, "doors": 22}


def pages_of(app: str) -> Iterator[tuple[str, Any]]:
    """`(address, client)` of each page of an app, or of each that is open to anybody ("doors");
    every one in a house of its own. A door's client is nobody, a member's the owner. The styleguide
    is walked in its own tests."""
    for number, one in enumerate(addresses()):
        row = rows().get(one.name)
        if row is None or row.get != 200 or (one.is_api and one.is_tenant):
            continue
        if one.name.startswith("styleguide"):
            continue
        if (app == "doors") == one.is_tenant or not (
            app == "doors" or one.name.startswith(f"{app}:")
        ):
            continue
        house = make_house(f"house-{number}", f"House {number}", PEOPLE)
        approve_charter(house)
        client = house.client("owner") if one.is_tenant else Client()
        arguments = elsewhere(lambda row=row, house=house: row.args(house))
        slug = [house.convener.slug] if one.is_tenant else []
        path = reverse(one.name, args=[*slug, *arguments])
        answer = elsewhere(lambda client=client, path=path: client.get(path))
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield path, client


def scan(page: Page, url: str, status: int = 200) -> None:
    """Opens an address on a phone, and widens it to a desk."""
    page.set_viewport_size(PHONE)
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == status, url
    check_page(page, PHONE)
    page.set_viewport_size(DESK)
    check_page(page, DESK)


@pytest.mark.parametrize(
    ("app", "least"),
    [
        ("partnerships", 20),
        ("stakeholders", 15),
        ("agreements", 12),
        ("metrics", 15),
        ("doors", 22),
    ],
)
def test_every_page_is_accessible_and_fits(
    live_server: Any, page: Page, app: str, least: int
) -> None:
    seen = 0
    for path, client in pages_of(app):
        if "hx-trigger" in page.content():
            page.goto("about:blank")  # what updates itself must not ask as somebody else
        page.context.clear_cookies()
        if "sessionid" in client.cookies:
            enter(page, live_server, client)
        scan(page, live_server.url + path)
        seen += 1
    assert seen >= least


def test_network_without_a_region_is_accessible_and_fits(
    live_server: Any, page: Page, agency: House
) -> None:
    enter(page, live_server, agency.client("owner"))
    scan(page, live_server.url + agency.url("network/"))
