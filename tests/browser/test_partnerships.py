"""A partnership is begun in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from partnerships.models import Partnership
from tests.browser.conftest import PHONE, Watch, enter
from tests.cast import House


def test_partnership_is_begun_without_javascript(
    live_server: Any, browser: Browser, watch: Watch, prairie: House
) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = watch.over(context.new_page())
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


def test_longest_name_without_a_space_stays_on_a_phone(
    live_server: Any, browser: Browser, watch: Watch, prairie: House
) -> None:
    with prairie.scope():
        Partnership.objects.update(name="x" * 120)
    with browser.new_context(viewport=PHONE) as context:
        page = watch.over(context.new_page())
        enter(page, live_server, prairie.client("manager"))
        for rest in ("", "charter/", "recruitment/", "change/", "dashboard/"):
            page.goto(live_server.url + prairie.url(f"partnerships/health-sciences/{rest}"))
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], rest
