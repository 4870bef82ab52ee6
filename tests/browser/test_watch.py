"""The watch over every browser test hears what a page is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Watch


@pytest.fixture
def heard(watch: Watch) -> Iterator[list[str]]:
    """What the watch heard; taken from it, since here it is meant."""
    yield watch.heard
    watch.heard.clear()


@pytest.mark.parametrize("status", [404, 500])
def test_file_that_is_refused_is_heard(
    live_server: Any, page: Page, heard: list[str], status: int
) -> None:
    page.route("**/app.css", lambda route: refuse(route, status))
    page.goto(f"{live_server.url}/verify/")
    assert [line.rsplit("/", 1)[-1] for line in heard] == ["app.css"]


def test_page_that_is_refused_is_heard_unless_expected(
    live_server: Any, page: Page, watch: Watch, heard: list[str]
) -> None:
    page.goto(f"{live_server.url}/nowhere/")
    assert heard == [f"404 GET {live_server.url}/nowhere/"]
    watch.expect(404)
    page.goto(f"{live_server.url}/nowhere/")
    assert len(heard) == 1


def test_page_that_failed_is_heard_whatever_is_expected(
    live_server: Any, page: Page, watch: Watch, heard: list[str]
) -> None:
    watch.expect(404, 410, 422)
    page.route("**/verify/", lambda route: refuse(route, 500))
    page.goto(f"{live_server.url}/verify/")
    assert heard == [f"500 GET {live_server.url}/verify/"]


def refuse(route: Route, status: int) -> None:
    """Answers in the server's place."""
    route.fulfill(status=status, content_type="text/html", body="refused")
