"""A real Chromium against a live server; any page or console error fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.processes import system_browser

# Playwright's loop runs in the test's thread, where Django would refuse to read the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium or Chrome where there is one, otherwise Playwright's own."""
    system = system_browser()
    arguments = ["--no-sandbox", "--disable-background-networking"]
    found = {"executable_path": system} if system else {}
    return {**browser_type_launch_args, **found, "args": arguments}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test when it threw, logged an error or was refused a file."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield page
    assert heard == []


PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def enter(page: Page, live_server: Any, client: Any) -> None:
    """Gives the browser the session of a test client's person."""
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


def check_page(page: Page, size: Any) -> None:
    """Nothing for axe to find, no sideways scrolling, no words but our own in a list."""
    violations = Axe().run(page).response["violations"]
    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]
    assert found == [], page.url
    assert page.get_by_role("option", name="- Select an option -").count() == 0, page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
