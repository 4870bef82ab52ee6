"""Every page of the access matrix in a real browser: axe finds nothing, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, check_page, enter
from tests.cast import PEOPLE, House, approve_charter, make_house
from tests.kernel.addresses import addresses, rows
from tests.processes import elsewhere

SIZES = (DESK, PHONE)


def pages_of(app: str) -> Iterator[tuple[str, Any]]:
    """`(address, owner's client)` of each page of an app; every one in a house of its own."""
    for number, one in enumerate(addresses()):
        row = rows().get(one.name)
        if row is None or row.get != 200 or not one.is_tenant or one.is_api:
            continue
        if not one.name.startswith(f"{app}:"):
            continue
        house = make_house(f"house-{number}", f"House {number}", PEOPLE)
        approve_charter(house)
        client = house.client("owner")
        arguments = elsewhere(lambda row=row, house=house: row.args(house))
        path = reverse(one.name, args=[house.convener.slug, *arguments])
        answer = elsewhere(lambda client=client, path=path: client.get(path))
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield path, client


@pytest.mark.parametrize(
    ("app", "least"), [("stakeholders", 15), ("agreements", 12), ("metrics", 15)]
)
def test_every_page_is_accessible_and_fits(
    live_server: Any, page: Page, app: str, least: int
) -> None:
    seen = 0
    for path, client in pages_of(app):
        page.goto("about:blank")  # a page that updates itself must not ask as somebody else
        enter(page, live_server, client)
        for size in SIZES:
            page.set_viewport_size(size)
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            check_page(page, size)
        seen += 1
    assert seen >= least


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_network_is_accessible_and_fits(
    live_server: Any, page: Page, agency: House, size: Any
) -> None:
    enter(page, live_server, agency.client("owner"))
    page.set_viewport_size(size)
    page.goto(live_server.url + agency.url("network/"))
    check_page(page, size)
