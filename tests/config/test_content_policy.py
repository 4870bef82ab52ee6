"""The browser runs only what the product ships: the policy in each answer, and the templates."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.cast import House
from tests.metrics.access_rows_check_ins import of_check_in_link
from tests.processes import ROOT

POLICY = (
    "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
#: Mail programs read no stylesheet, so that mails carry their style in the elements; WeasyPrint
#: prints from a string, without a server to ask for one. No browser opens either.
EXEMPT = re.compile(r"^(mail/|pdf/|[a-z]+/pdf/)")
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


@pytest.mark.parametrize("place", ["member page", "door", "no such page", "refused", "API docs"])
def test_answer_carries_the_policy(prairie: House, place: str) -> None:
    who, path, status = {
        "member page": (prairie.client("owner"), prairie.url(), 200),
        "door": (Client(), f"/check-in/{of_check_in_link(prairie)[0]}/", 200),
        "no such page": (Client(), "/nowhere/", 404),
        "refused": (prairie.client("viewer"), prairie.url("settings/people/invite/"), 403),
        "API docs": (Client(), "/api/docs/", 200),
    }[place]
    answer = who.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "Content-Security-Policy-Report-Only" not in answer.headers


def test_page_of_our_own_failure_carries_the_policy(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rows: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("partnerships.views.partnerships.listed", fail)
    client = prairie.client("owner")
    client.raise_request_exception = False
    answer = client.get(prairie.url("partnerships/"))
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY


class Inline(HTMLParser):
    """Collects what the policy would not let a browser apply or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The parser's hook."""
        names = dict(attrs)
        # JSON is read by the shipped scripts; a browser runs none of it.
        is_code = tag == "script" and names.get("type") != "application/json"
        if tag == "style" or (is_code and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [name for name in names if name == "style" or name.startswith("on")]
        self.found += [
            f"{name}={value}"
            for name, value in attrs
            if (value or "").strip().lower().startswith(("javascript:", "data:"))
        ]


def inline_in(html: str) -> list[str]:
    """What a template has inline; the template language is taken out first."""
    parser = Inline()
    parser.feed(TAG.sub("x", html))
    return parser.found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="color: red">', ["style"]),
        ("<style>p { color: red }</style>", ["<style>"]),
        ("<script>go()</script>", ["<script>"]),
        ('<a {% if a %}class="b"{% endif %} onclick="go()">', ["onclick"]),
        ('<a href="javascript:go()">', ["href=javascript:go()"]),
        ('<script type="application/json">{}</script>', []),
        ("<script src=\"{% static 'app.js' %}\" defer></script>", []),
    ],
)
def test_search_finds_what_is_inline(html: str, found: list[str]) -> None:
    assert inline_in(html) == found


def test_no_page_has_a_style_or_script_inline() -> None:
    templates = ROOT / "templates"
    pages = [path.relative_to(templates) for path in sorted(templates.rglob("*.html"))]
    walked = [page for page in pages if not EXEMPT.match(page.as_posix())]
    found = {
        page: inline for page in walked if (inline := inline_in((templates / page).read_text()))
    }
    assert len(walked) > 200
    assert found == {}
