"""What `/readyz` tells whoever watches the process."""

from __future__ import annotations

from typing import Any

import pytest


def test_ready_names_each_part(db: None, client: Any) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    names = ("database", "migrations", "runtime_role", "scope", "broker")
    assert answer.json() == dict.fromkeys(names, "ok")


def test_secret_key_that_migrate_has_not_seen_is_not_ready(
    db: None, client: Any, settings: Any
) -> None:
    settings.SECRET_KEY = "another-" + "x" * 50
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["scope"] == (
        "the scope is not one that the application opened. A new SECRET_KEY needs migrate."
    )


def test_clock_far_from_the_database_s_is_not_ready(
    db: None, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.tenancy.seals.LIFETIME", -1)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["scope"] == "the scope has expired. The clocks here and there may differ."


def test_broker_that_is_away_is_named_and_pages_are_served(
    db: None, client: Any, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "unreachable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_names_no_secret(db: None, client: Any, settings: Any, path: str) -> None:
    text = client.get(path).text
    for secret in (settings.SECRET_KEY, settings.DATABASES["default"]["PASSWORD"]):
        assert secret not in text
