"""A page that shows an older row does not silently put its words in place of somebody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from config.forms import CHANGED_MEANWHILE
from tests.agreements import bad_input_rows as agreements
from tests.bad_input import Controls
from tests.cast import House
from tests.metrics import bad_input_rows as metrics
from tests.partnerships import bad_input_rows as partnerships
from tests.stakeholders import bad_input_rows as stakeholders

SAID = ("Said first", "Said second")
#: The forms that change a row, and the field in which two differ.
FORMS: dict[str, tuple[Any, ...]] = {
    "purpose": (partnerships.FORMS["purpose"], "why"),
    "partnership change": (partnerships.FORMS["partnership change"], "pathway"),
    "organization change": (stakeholders.FORMS["organization change"], "city"),
    "contact change": (stakeholders.FORMS["contact change"], "title"),
    "need change": (stakeholders.FORMS["need change"], "description"),
    "profile change": (stakeholders.FORMS["profile change"], "skills"),
    "agreement change": (agreements.FORMS["agreement change"], "title"),
    "promise change": (agreements.FORMS["promise change"], "text"),
    "member": (partnerships.FORMS["member"], "title"),
    "measure change": (metrics.FORMS["indicator change"], "definition"),
    "schedule change": (metrics.FORMS["schedule change"], "cadence", ("3", "6")),
}


def opened(client: Client, url: str, good: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends from one loading of a page."""
    return good | {"seen": Controls(client.get(url).text).values["seen"]}


@pytest.mark.parametrize("name", FORMS)
def test_second_of_two_tabs_is_told_keeps_its_words_and_may_send_them_again(
    prairie: House, name: str
) -> None:
    row, field, *others = FORMS[name]
    first, second = others[0] if others else SAID
    url, good = row.world(prairie)
    client = prairie.client(row.role or "owner")
    tabs = [opened(client, url, good | {field: words}) for words in (first, second)]
    assert client.post(url, tabs[0]).status_code == 302
    assert client.post(url, tabs[0]).status_code == 302, "a double press is no other person"
    refused = client.post(url, tabs[1])
    assert refused.status_code == 422
    assert CHANGED_MEANWHILE in refused.text
    shown = Controls(refused.text).values
    assert shown[field] == second
    assert client.post(url, tabs[1] | {"seen": shown["seen"]}).status_code == 302
    assert Controls(client.get(url).text).values[field] == second
