"""What an agreement starts from: what binds is said before it is chosen."""

from __future__ import annotations

import re

from tests.agreements.makers import draft
from tests.cast import House


def test_what_binds_is_offered_last_and_says_so(prairie: House) -> None:
    def offered() -> list[str]:
        page = prairie.client("owner").get(
            prairie.url(f"partnerships/{prairie.partnership.slug}/agreements/new/")
        )
        assert "checked" not in page.text
        assert page.text.count("This is a legal contract.") == 1
        assert page.text.index("This is a legal contract.") > page.text.index("data-sharing")
        return re.findall(r'name="template" value="([a-z-]+)"', page.text)

    assert offered() == ["memorandum", "host-site", "data-sharing"]
    with prairie.scope():
        draft(prairie)
    assert offered() == ["memorandum", "host-site", "data-sharing"]
