"""Walks the product as its people do: a desk for the convener, a phone for the employer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import DESK, PHONE, Watch
from tests.processes import Inbox, wait_until


def date_in(page: Page, name: str, day: date) -> None:
    """Fills month, day and year."""
    page.locator(f'[name="{name}_month"]').select_option(str(day.month))
    page.locator(f'[name="{name}_day"]').fill(str(day.day))
    page.locator(f'[name="{name}_year"]').fill(str(day.year))


def press(page: Page, name: str) -> None:
    """Presses the button or link of that name and waits for the next page."""
    found = page.get_by_role("button", name=name)
    with page.expect_navigation():
        found.or_(page.get_by_role("link", name=name)).first.click()


def submit(page: Page) -> None:
    """Presses the last button of the main content and waits for the next page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button").last.click()


def said(page: Page) -> str:
    """The text of the page."""
    return page.inner_text("main")


class Walk:
    """Browsers of several people, and the mail they get."""

    def __init__(self, browser: Browser, base: str, inbox: Inbox) -> None:
        self.browser = browser
        self.base = base
        self.inbox = inbox
        self.watch = Watch()
        self.contexts: list[BrowserContext] = []

    def desk(self, client: Any) -> Page:
        """A signed-in person's browser."""
        page = self._page(DESK)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.base}])
        return page

    def stranger_s_desk(self) -> Page:
        """A browser in which nobody has signed in yet."""
        return self._page(DESK)

    def phone(self) -> Page:
        """A stranger's phone, without an account."""
        return self._page(PHONE)

    def _page(self, size: Any) -> Page:
        context = self.browser.new_context(viewport=size, accept_downloads=True)
        self.contexts.append(context)
        return self.watch.over(context.new_page())

    def mail(self, address: str, words: str, count: int = 1) -> Any:
        """The newest mail to an address whose subject has these words, waiting for it."""

        def found() -> list[Any]:
            return [
                mail
                for mail in self.inbox.accepted
                if mail["To"].addresses[0].addr_spec == address and words in mail["Subject"]
            ]

        wait_until(lambda: len(found()) >= count, 60)
        return found()[-1]

    def link(self, mail: Any) -> str:
        """The door that a mail leads to, on this test's server."""
        text = mail.get_body(("plain",)).get_content()
        path = re.search(r"http://localhost:8000(/\S+)", text)
        assert path, text
        return self.base + path[1]

    def close(self) -> None:
        """Ends the browsers. Nothing that the watch heard may remain."""
        for context in self.contexts:
            context.close()
        assert self.watch.heard == []
