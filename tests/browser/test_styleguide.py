"""The styleguide in a real browser: accessible, without sideways scrolling, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, Watch
from tests.browser.test_every_page import scan

PAGES = (
    "",
    "queue/",
    "workspace/",
    "door/",
    "door-sign/",
    "door-done/",
    "door-closed/",
    "check-in/",
)


@pytest.mark.parametrize("name", PAGES)
def test_styleguide_page_is_accessible_and_fits(live_server: Any, page: Page, name: str) -> None:
    scan(page, f"{live_server.url}/styleguide/{name}")


def test_phone_menu_without_javascript_opens(
    live_server: Any, browser: Browser, watch: Watch
) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = watch.over(context.new_page())
        page.goto(f"{live_server.url}/styleguide/queue/")
        page.get_by_text("Menu", exact=True).click()
        assert page.locator(".menu-phone").get_by_role("link", name="Agreements").is_visible()


def test_menu_closes_on_escape_and_gives_focus_back(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/styleguide/queue/")
    opener = page.locator(".site-tools summary")
    opener.click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").first.is_visible()
    assert opener.evaluate("element => element === document.activeElement")


def test_form_with_errors_gets_the_focus_on_its_summary(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/styleguide/")
    assert page.evaluate("document.activeElement.className") == "error-summary"


@pytest.mark.parametrize(
    ("brand", "color"), [("indigo-cool", "rgb(63, 87, 166)"), ("blue", "rgb(0, 94, 162)")]
)
def test_tenant_brand_colors_the_primary_button(
    live_server: Any, page: Page, brand: str, color: str
) -> None:
    page.goto(f"{live_server.url}/styleguide/?brand={brand}")
    button = page.locator(".page-actions a").last
    assert button.evaluate("element => getComputedStyle(element).backgroundColor") == color


def test_door_targets_on_a_phone_are_at_least_44_px_high(live_server: Any, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/styleguide/check-in/")
    targets = page.locator("main .usa-button, main .usa-radio__label, .choices a, .choices button")
    heights = targets.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) == 11
    assert min(heights) >= 44
