"""How often a mailed link may be used, counted in the real Valkey."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from agreements.models import AgreementQuestion
from config import door_limits
from config.links import new_token
from partnerships.models import MailPreference
from tests.agreements.makers import Post, sent
from tests.cast import House
from tests.metrics.check_in_cast import link_to, make_check_in
from tests.processes import free_port


@pytest.fixture
def token(prairie: House) -> str:
    with prairie.scope():
        sent(prairie)
    return Post(prairie).token()


@pytest.fixture
def _three(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that a test reaches quickly."""
    monkeypatch.setattr(door_limits, "MOST", 3)


def ask(client: Client, token: str, text: str = "May we host on Fridays?") -> Any:
    return client.post(f"/sign/{token}/question/", {"text": text})


def test_person_may_act_thirty_times_an_hour(client: Client, token: str, prairie: House) -> None:
    path = f"/sign/{token}/mail/"
    answers = [client.post(path, {"choice": "pause"}).status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]
    with prairie.scope():
        assert MailPreference.objects.count() == 30


@pytest.mark.usefixtures("_three")
def test_past_the_limit_nothing_is_written(client: Client, token: str, prairie: House) -> None:
    for number in range(5):
        answer = ask(client, token, f"May we host {number} students?")
    assert answer.status_code == 429
    with prairie.scope():
        assert AgreementQuestion.objects.count() == 3


@pytest.mark.usefixtures("_three")
def test_refusal_says_when_to_go_on_and_keeps_what_was_typed(client: Client, token: str) -> None:
    words = 'May we host on <b>Fridays</b>? \u05e9\u05dc\u05d5\u05dd "yes"'
    for _ in range(4):
        answer = ask(client, token, words)
    page = answer.content.decode()
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert re.search(r"works again in \d+ minute", page)
    assert "&lt;b&gt;Fridays&lt;/b&gt;" in page
    kept = re.search(r'<input type="hidden" name="text" value="([^"]*)">', page)
    assert kept is not None
    assert unescape(kept[1]) == words


@pytest.mark.usefixtures("_three")
def test_each_thing_behind_a_link_is_counted_alone(client: Client, token: str) -> None:
    for _ in range(4):
        ask(client, token)
    assert client.post(f"/sign/{token}/continue/").status_code == 302


@pytest.mark.usefixtures("_three")
def test_each_link_is_counted_alone(client: Client, token: str, prairie: House) -> None:
    for _ in range(4):
        ask(client, token)
    assert ask(client, Post(prairie).token()).status_code == 302


@pytest.mark.usefixtures("_three")
def test_reading_is_never_refused(client: Client, token: str) -> None:
    for _ in range(4):
        ask(client, token)
    assert client.get(f"/sign/{token}/question/").status_code == 200


@pytest.mark.usefixtures("_three")
def test_check_in_takes_no_answers_without_end(client: Client, prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
    path = f"/check-in/{link_to(prairie, check_in.pk)}/"
    codes = [client.post(path, {"temperature": "4"}).status_code for _ in range(4)]
    assert codes[-1] == 429
    assert 429 not in codes[:3]


@pytest.mark.usefixtures("_three")
def test_next_hour_counts_anew(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        ask(client, token)
    later = door_limits.time.time() + door_limits.WINDOW_SECONDS
    monkeypatch.setattr(door_limits.time, "time", lambda: later)
    assert ask(client, token).status_code == 302


@pytest.mark.usefixtures("_three")
def test_made_up_token_stays_unknown_and_leaves_nothing_in_the_cache(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []
    count = door_limits.count
    monkeypatch.setattr(door_limits, "count", lambda key: keys.append(key) or count(key))
    token = new_token()
    for _ in range(5):
        assert ask(client, token).status_code == 404
    assert len(keys) == 5
    assert cache.get(keys[0]) is None


@pytest.mark.usefixtures("_three")
def test_members_pages_are_not_counted(prairie: House) -> None:
    client = prairie.client("owner")
    path = prairie.url("settings/people/invite/")
    assert {client.post(path, {"name": ""}).status_code for _ in range(5)} == {422}


@pytest.mark.usefixtures("_three")
def test_limit_holds_while_the_cache_is_away(
    client: Client, token: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    }
    with caplog.at_level(logging.WARNING):
        answers = [client.post(f"/sign/{token}/continue/").status_code for _ in range(4)]
        assert ask(client, new_token()).status_code == 404
    assert answers == [302, 302, 302, 429]
    said = [record.getMessage() for record in caplog.records if record.name == "config.caching"]
    assert len(said) == 1
    assert token not in said[0]
