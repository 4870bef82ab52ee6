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
    assert answer.json()["scope"] == "not sealed with this SECRET_KEY; run migrate"


def test_broker_that_is_away_is_named(db: None, client: Any, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "unreachable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_names_no_secret(db: None, client: Any, settings: Any, path: str) -> None:
    text = client.get(path).text
    for secret in (settings.SECRET_KEY, settings.DATABASES["default"]["PASSWORD"]):
        assert secret not in text
