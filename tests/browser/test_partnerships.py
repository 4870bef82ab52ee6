"""Pages of `partnerships` in a real browser, on a desk and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, check_page, enter
from tests.cast import House

PAGES = (
    "",
    "partnerships/",
    "partnerships/new/",
    "partnerships/health-sciences/",
    "partnerships/health-sciences/change/",
    "partnerships/health-sciences/close/",
    "partnerships/health-sciences/charter/",
    "partnerships/health-sciences/charter/purpose/write/",
    "partnerships/health-sciences/charter/purpose/1/",
    "partnerships/health-sciences/charter/override/",
    "partnerships/health-sciences/delegations/",
    "partnerships/health-sciences/delegations/new/",
    "partnerships/health-sciences/history/",
    "settings/",
    "settings/people/",
    "settings/people/invite/",
    "settings/messages/",
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_a_convener_are_accessible_and_fit(
    live_server: Any, page: Page, prairie: House, size: Any
) -> None:
    enter(page, live_server, prairie.client("owner"))
    page.set_viewport_size(size)
    for path in PAGES:
        answer = page.goto(live_server.url + prairie.url(path))
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, size)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_before_signing_in_are_accessible_and_fit(
    live_server: Any, page: Page, size: Any
) -> None:
    page.set_viewport_size(size)
    for path in ("/", "/accounts/login/", "/accounts/login/code/", "/demo/", "/demo/mail/"):
        page.goto(live_server.url + path)
        check_page(page, size)


def test_partnership_is_begun_without_javascript(
    live_server: Any, browser: Browser, prairie: House
) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        enter(page, live_server, prairie.client("manager"))
        page.goto(live_server.url + prairie.url("partnerships/"))
        page.get_by_role("link", name="Create a partnership").click()
        page.get_by_label("Name of the partnership").fill("Welding Academy")
        page.get_by_label("Region").fill("South Central")
        page.get_by_label("Career pathway").fill("Welding")
        page.get_by_label("Lead entity").fill("Prairie Service Cooperative")
        page.get_by_label("Leader").select_option(label="Maren Solberg")
        page.get_by_role("button", name="Create the partnership").click()
        assert "Nobody may be contacted yet" in page.inner_text("main")
        page.get_by_role("link", name="Write it").first.click()
        for part in ("Why", "How", "What", "When"):
            page.get_by_label(part).first.fill(f"{part}, in our words")
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_role("button", name="Approve this draft").click()
        assert "Purpose statement version 1 is approved." in page.inner_text("main")
