"""A real Chromium against a live server; any page or console error fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.processes import system_browser


@pytest.fixture(autouse=True, scope="session")
def _database_beside_a_loop() -> None:
    """Playwright's loop runs in the test's thread, where Django would refuse to read."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium or Chrome where there is one, otherwise Playwright's own."""
    system = system_browser()
    arguments = ["--no-sandbox", "--disable-background-networking"]
    found = {"executable_path": system} if system else {}
    return {**browser_type_launch_args, **found, "args": arguments}


class Watch:
    """Hears what goes wrong in browsers: scripts that throw, and answers that refuse.

    A file or an update that is refused is always wrong, and so is a page that the server failed
    to give. A page refused with 4xx is wrong unless the test says that it expects the status.
    """

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.expected: set[int] = set()

    def over(self, page: Page) -> Page:
        """Listens to a page from now on."""
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("console", self._hear_line)
        page.on("response", self._hear_answer)
        return page

    def expect(self, *statuses: int) -> None:
        """Pages may be refused with these; what a page loads may not."""
        assert all(400 <= status < 500 for status in statuses)
        self.expected.update(statuses)

    def _hear_line(self, line: Any) -> None:
        # The browser also logs an answer of 400 and more; that is heard as the answer it is.
        if line.type == "error" and "the server responded with a status" not in line.text:
            self.heard.append(line.text)

    def _hear_answer(self, answer: Any) -> None:
        is_page = answer.request.resource_type == "document"
        if answer.status >= 400 and not (is_page and answer.status in self.expected):
            self.heard.append(f"{answer.status} {answer.request.method} {answer.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """A watch over the pages of a test; what it heard fails the test at its end."""
    watch = Watch()
    yield watch
    assert watch.heard == []


@pytest.fixture
def page(page: Page, watch: Watch) -> Page:
    """A page that fails its test when it threw, logged an error or was refused something."""
    return watch.over(page)


PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def enter(page: Page, live_server: Any, client: Any) -> None:
    """Gives the browser the session of a test client's person."""
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


#: What axe finds, and nothing else of its report, which is long. Of what it would load beforehand
#: a copy of the style sheets takes a third of the time, and no rule that is on reads it.
FIND = """async () => (await axe.run({resultTypes: ["violations"], preload: {assets: ["media"]}}))
  .violations.map(one => [one.id, one.nodes.map(node => node.target)])"""


def violations(page: Page) -> list[Any]:
    """What axe finds on the page as it is: `[rule, places]` each.

    The browser's later pages have it from their beginning, which takes a fifth of the time.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.context.add_init_script(Axe().axe_script)
    found: list[Any] = page.evaluate(FIND)
    return found


#: Whether a list offers Django's words for no choice, and how wide the page is.
LOOK = """() => [
  [...document.querySelectorAll("option")].some(one => one.text === "- Select an option -"),
  document.documentElement.scrollWidth,
]"""


def check_page(page: Page, size: Any) -> None:
    """Nothing for axe to find, no sideways scrolling, no words but our own in a list."""
    assert violations(page) == [], page.url
    has_their_words, width = page.evaluate(LOOK)
    assert not has_their_words, page.url
    assert width <= size["width"], page.url
