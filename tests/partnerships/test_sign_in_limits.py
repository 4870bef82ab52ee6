"""Codes for signing in: whoever knows an address cannot fill its inbox, nor lock others out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.core import mail
from django.test import Client

from partnerships.models import User

PATH = "/accounts/login/code/"
DAY = 24 * 3600.0


@pytest.fixture
def address(db: None) -> str:
    """A person's address that no other test's count is about."""
    found = f"person-{secrets.token_hex(8)}@example.org"
    User.objects.create_user(email=found, name="Pat Person")
    return found


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock by which attempts are counted, in seconds from now."""
    start = ratelimit.time.time()
    monkeypatch.setattr(ratelimit, "time", Clock(start))
    clock: Any = ratelimit.time

    def move(seconds: float) -> None:
        clock.now = start + seconds

    return move


class Clock:
    """Stands for the module `time` where the limits are counted."""

    def __init__(self, now: float) -> None:
        self.now = now

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def ask(address: str, network: str) -> int:
    """Asks for a code in a new browser, through the proxy; 302 when one is mailed, 200 for the form
    that says to wait."""
    headers = {"X-Forwarded-For": network, "X-Forwarded-Proto": "https"}
    return Client().post(PATH, {"email": address}, headers=headers).status_code


@pytest.fixture
def networks(settings: Any) -> list[str]:
    """Addresses that no other test's count is about, as a proxy reports them."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return [f"2001:db8:{secrets.token_hex(2)}:{number}::1" for number in range(1, 10)]


def test_fourth_code_within_a_minute_is_refused(
    address: str, networks: list[str], at: Callable[[float], None]
) -> None:
    assert [ask(address, network) for network in networks[:4]] == [302, 302, 302, 200]
    assert len(mail.outbox) == 3
    at(61)
    assert ask(address, networks[4]) == 302


def test_twenty_first_code_of_a_day_is_refused(
    address: str, networks: list[str], at: Callable[[float], None]
) -> None:
    answers = []
    for number in range(21):
        at(number * 30)
        answers.append(ask(address, networks[number % len(networks)]))
    assert answers == [302] * 20 + [200]
    assert len(mail.outbox) == 20
    at(DAY + 1)
    assert ask(address, networks[0]) == 302


def test_one_network_asks_twenty_times_a_minute_and_others_still_may(
    db: None, networks: list[str], at: Callable[[float], None]
) -> None:
    at(0)
    answers = []
    for _ in range(21):
        other = f"person-{secrets.token_hex(8)}@example.org"
        User.objects.create_user(email=other, name="Pat Person")
        answers.append(ask(other, networks[0]))
    assert answers == [302] * 20 + [200]
    stranger = f"person-{secrets.token_hex(8)}@example.org"
    User.objects.create_user(email=stranger, name="Sam")
    assert ask(stranger, networks[1]) == 302


def test_client_cannot_name_its_own_network(
    db: None, networks: list[str], at: Callable[[float], None]
) -> None:
    at(0)
    answers = []
    for number in range(21):
        other = f"person-{secrets.token_hex(8)}@example.org"
        User.objects.create_user(email=other, name="Pat Person")
        answers.append(ask(other, f"192.0.2.{number}, {networks[2]}"))
    assert answers == [302] * 20 + [200]


def test_eleventh_new_password_of_a_day_is_refused(
    address: str, networks: list[str], at: Callable[[float], None]
) -> None:
    answers = []
    for number in range(11):
        at(number * 30)
        headers = {"X-Forwarded-For": networks[number % len(networks)]}
        answer = Client().post("/accounts/password/reset/", {"email": address}, headers=headers)
        answers.append(answer.status_code)
    assert answers == [302] * 10 + [429]
    assert "Wait a few minutes" in answer.content.decode()
