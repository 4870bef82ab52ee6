"""A check-in that closes while somebody answers it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from metrics.models import CHECK_INS, CheckIn
from metrics.services.check_in_answers import answer_check_in
from metrics.views import check_in_door
from partnerships.services.audit import SYSTEM
from partnerships.services.transitions import transition
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_check_in
from tests.presses import at_once


@pytest.mark.django_db(transaction=True)
def test_answer_to_a_check_in_that_closed_since_it_was_read_is_told_so(
    client: Client, prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        asked = make_check_in(prairie)

    def close() -> None:
        with prairie.scope():
            transition(CHECK_INS, asked, "expire", SYSTEM)

    def answer_late(check_in: CheckIn, **answer: Any) -> CheckIn:
        assert at_once(close) == [None]
        return answer_check_in(check_in, **answer)

    monkeypatch.setattr(check_in_door, "answer_check_in", answer_late)
    door = f"/check-in/{link_to(prairie, asked.pk)}/"
    response = client.post(door, {"temperature": "4", "goal_met": "yes"})
    assert response.status_code == 410
    assert "This check-in has closed" in response.text
    with prairie.scope():
        row = CheckIn.objects.get()
        assert (row.state, row.temperature) == ("unanswered", None)
