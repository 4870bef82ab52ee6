"""What is sent through a door that closed meanwhile is shown again, to be copied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from metrics.models import CheckIn, EvaluationInvitation
from partnerships.models import MagicLink
from tests.agreements import bad_input_rows as agreements
from tests.cast import House
from tests.metrics import bad_input_rows as metrics

#: A door's form, and the field in which somebody writes.
DOORS = {
    "question": (agreements.FORMS["question"], "text"),
    "someone else": (agreements.FORMS["someone else"], "text"),
    "decline": (agreements.FORMS["decline"], "reason"),
    "check-in": (metrics.FORMS["check-in"], "note"),
    "other person": (metrics.FORMS["other person"], "words"),
    "evaluation": (metrics.FORMS["evaluation"], "text_change"),
}
WORDS = 'Mondays <b>never</b> suit us:\n"Tom"'
SHOWN = (
    "<blockquote><p>Mondays &lt;b&gt;never&lt;/b&gt; suit us:<br>&quot;Tom&quot;</p></blockquote>"
)


def send(house: House, name: str, model: Any, **closed: Any) -> str:
    """What a door answers to words that come when it is closed; `closed` of `model` closes it."""
    row, field = DOORS[name]
    url, good = row.world(house)
    with house.scope():
        model.objects.update(**closed)
    answer = Client().post(url, good | {field: WORDS})
    assert answer.status_code == 410
    return answer.text


@pytest.mark.parametrize("name", DOORS)
def test_words_sent_through_a_link_that_was_taken_back_are_shown_again(
    prairie: House, name: str
) -> None:
    page = send(prairie, name, MagicLink, revoked_at=timezone.now())
    assert "What you wrote was not sent" in page
    assert SHOWN in page
    assert page.count("<blockquote>") <= 3


def test_words_sent_through_a_link_that_is_over_are_shown_beside_its_fresh_one(
    prairie: House,
) -> None:
    over = timezone.now() - timedelta(days=1)
    page = send(prairie, "question", MagicLink, expires_at=over)
    assert "Send me a new link" in page
    assert SHOWN in page


@pytest.mark.parametrize(
    ("name", "model", "closed"),
    [
        ("check-in", CheckIn, {"state": "unanswered"}),
        ("evaluation", EvaluationInvitation, {"is_closed": True}),
    ],
)
def test_words_for_what_takes_no_answers_any_more_are_shown_again(
    prairie: House, name: str, model: Any, closed: dict[str, Any]
) -> None:
    assert SHOWN in send(prairie, name, model, **closed)


def test_one_word_is_shown_again_too(prairie: House) -> None:
    url, _ = DOORS["decline"][0].world(prairie)
    with prairie.scope():
        MagicLink.objects.update(revoked_at=timezone.now())
    assert "<blockquote><p>budget</p></blockquote>" in Client().post(url, {"reason": "budget"}).text
    assert "<blockquote>" not in Client().post(url, {"reason": "  "}).text


def test_page_of_a_closed_link_that_is_only_read_shows_nothing_of_it(prairie: House) -> None:
    url, _ = DOORS["question"][0].world(prairie)
    with prairie.scope():
        MagicLink.objects.update(revoked_at=timezone.now())
    assert "was not sent" not in Client().get(url).text
    assert "was not sent" not in Client().post(url, {"text": "", "new_row": "on"}).text
