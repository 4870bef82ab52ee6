"""One person at a keyboard: Tab, Shift+Tab, Enter, Space, arrows and typing; never a pointer.

Every stop on the way is looked at: the focus shows, is not covered, and does not jump back.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from playwright.sync_api import Page

#: What has the focus: its name, its place, whether the focus can be seen and is not covered.
FOCUSED = """async () => {
  const moving = document.getAnimations().filter(each => each instanceof CSSTransition);
  await Promise.allSettled(moving.map(each => each.finished));  // the skip link slides in
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.labels && one.labels[0];
  const group = one.closest("fieldset");
  const words = one.getAttribute("aria-label") || (label && label.innerText) || one.innerText || "";
  // A radio or a check box is drawn by its label; the real control lies unseen above it.
  const unseen = getComputedStyle(one).opacity === "0";
  const drawn = unseen && label
    ? [getComputedStyle(label), getComputedStyle(label, "::before")] : [getComputedStyle(one)];
  const shows = drawn.some(style => style.outlineStyle !== "none"
    && parseFloat(style.outlineWidth) > 0 && style.outlineColor !== "rgba(0, 0, 0, 0)");
  const box = (unseen && label ? label : one).getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const at = document.elementFromPoint(x, box.top + Math.min(box.height / 2, 12));
  return {
    tag: one.tagName.toLowerCase(), type: one.type || "", id: one.id, name: one.name || "",
    words: words.trim().replace(/\\s+/g, " "), checked: one.checked || false,
    group: group && group.querySelector("legend") ? group.querySelector("legend").innerText : "",
    shows, inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    covered: !(at && (one.contains(at) || at.contains(one) || (label && label.contains(at)))),
    left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY,
    bottom: box.bottom + scrollY,
  };
}"""
#: Two stops on one line may differ by a few pixels; an icon in a line is a little higher.
LINE = 24
SKIP = "Skip to the content"


class Keyboard:
    """Moves through a page and looks at each stop."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> dict[str, Any] | None:
        """What has the focus; nothing at the page's beginning."""
        found: dict[str, Any] | None = self.page.evaluate(FOCUSED)
        return found

    def tab(self, key: str = "Tab") -> dict[str, Any] | None:
        """Moves one stop on. The focus must show there."""
        self.page.keyboard.press(key)
        stop = self.focused()
        if stop is not None:
            place = f"{stop['words'] or stop['name']!r} on {self.page.url}"
            assert stop["shows"], f"the focus does not show on {place}"
            assert stop["inside"], f"the focus is out of sight on {place}"
            assert not stop["covered"], f"something covers {place}"
        return stop

    def to(self, words: str, *, group: str = "", tag: str = "") -> dict[str, Any]:
        """Tabs on to the stop of that name, at most once around the page."""
        passed: list[str] = []
        while passed.count(SKIP) < 2:
            stop = self.tab()
            if stop is None:
                continue
            passed.append(stop["words"])
            is_it = words in stop["words"] and group in stop["group"]
            if is_it and tag in ("", stop["tag"]):
                return stop
            assert len(passed) < 400, f"the focus never leaves {self.page.url}"
        raise AssertionError(f"no stop is named {words!r} on {self.page.url}: {passed}")

    def press(self, words: str) -> None:
        """Goes to a link or button and presses Enter; the next page must have its heading."""
        tag = self.to(words)["tag"]
        assert tag in ("a", "button", "summary"), f"{words!r} is a {tag}"
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.page.locator("h1").count() == 1, self.page.url

    def open(self, words: str) -> None:
        """Opens a closed part of the page."""
        self.to(words, tag="summary")
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        """Goes to a field and writes in it, over what it holds."""
        self.to(label)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Goes to a list and types the beginning of an option."""
        stop = self.to(label, tag="select")
        self.page.keyboard.type(option)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].text")
        assert option in chosen, f"{stop['words']}: {chosen}"

    def tick(self, label: str) -> None:
        """Goes to a check box and ticks it."""
        self.to(label)
        self.page.keyboard.press("Space")
        stop = self.focused()
        assert stop
        assert stop["checked"]

    def pick(self, group: str, option: str) -> None:
        """Goes to a group of choices and moves to one by the arrows."""
        stop = self.to("", group=group)
        self.page.keyboard.press("Space")
        for _ in range(12):
            stop = self.focused() or stop
            if option in stop["words"]:
                assert stop["checked"]
                assert stop["shows"]
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{group!r} has no choice {option!r}")

    def date(self, day: date) -> None:
        """Writes a date into the next month, day and year."""
        self.choose("Month", f"{day:%B}")
        self.write("Day", str(day.day))
        self.write("Year", str(day.year))

    def walk(self, address: str) -> list[dict[str, Any]]:
        """Goes once through the whole page: the order is that of reading, the way ends, and the
        skip link, where it begins again, works. Returns the stops."""
        self.page.goto(address)
        stops: list[dict[str, Any]] = []
        while stop := self.tab():
            if stops:
                if stop["words"] == SKIP:
                    break  # the browser begins again without a pause at the page itself
                self.check_order(stops[-1], stop)
            stops.append(stop)
            assert len(stops) < 400, f"the focus never leaves {self.page.url}"
        assert stops
        assert stops[0]["words"] == SKIP
        self.skip(stop or self.tab())
        return stops

    def skip(self, first: dict[str, Any] | None) -> None:
        """The first stop, which has the focus, leads over the header, to the content."""
        assert first, self.page.url
        assert first["words"] == SKIP, self.page.url
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"
        stop = self.tab()
        if stop is not None:
            is_after = self.page.evaluate(
                "!document.activeElement.closest('.site-header, .usa-skipnav')"
            )
            assert is_after, f"the skip link of {self.page.url} leads to {stop['words']}"

    def check_order(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Reading goes on downwards, or begins a column further right."""
        is_below = after["top"] >= before["top"] - LINE
        is_beside = after["left"] >= before["right"] - LINE
        assert is_below or is_beside, (
            f"{self.page.url}: after {before['words']!r} the focus jumps back to {after['words']!r}"
        )
