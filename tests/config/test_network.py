"""Where a request comes from: behind a proxy, and on the machine itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from config.network import FORWARDING_HEADERS, is_on_this_machine, network_address

PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


def request(address: str, **headers: str) -> Any:
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers or None)


def test_without_a_proxy_only_the_connection_counts(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    found = network_address(request("203.0.113.7", **{"X-Forwarded-For": "198.51.100.4"}))
    assert found == "203.0.113.7"


def test_behind_a_proxy_its_own_entry_counts_and_not_what_the_client_says(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = PROXY
    forwarded = {"X-Forwarded-For": "192.0.2.1, 198.51.100.4"}
    assert network_address(request("10.0.0.2", **forwarded)) == "198.51.100.4"


def test_proxy_that_says_nothing_leaves_the_connection(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = PROXY
    assert network_address(request("10.0.0.2")) == "10.0.0.2"


@pytest.mark.parametrize("said", ["nonsense", "203.0.113.7, ", "<b>1</b>", "203.0.113.7:443"])
def test_address_that_is_none_is_never_recorded(settings: Any, said: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = PROXY
    found = network_address(request("nowhere", **{"X-Forwarded-For": said}))
    assert found is None


def test_address_is_written_in_its_one_form(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    assert network_address(request("2001:0DB8:0:0:0:0:0:1")) == "2001:db8::1"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_person_at_this_machine_is_on_it(address: str) -> None:
    assert is_on_this_machine(request(address))


def test_another_machine_is_not_this_one() -> None:
    assert not is_on_this_machine(request("192.168.1.9"))


@pytest.mark.parametrize("name", FORWARDING_HEADERS)
def test_proxy_on_this_machine_speaks_for_the_world(name: str) -> None:
    assert not is_on_this_machine(request("127.0.0.1", **{name: "1"}))


def test_demo_doors_are_shut_to_whoever_comes_through_a_proxy() -> None:
    assert Client().get("/demo/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
    assert Client().get("/demo/", headers={"Via": "1.1 tunnel"}).status_code == 403
