"""manage.py: a deployment is left alone, a clone gets the demo's engines."""

from __future__ import annotations

import os

import pytest

import manage
from config import demo_environment, embedded

DEPLOYMENT = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    for name in DEPLOYMENT:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(demo_environment, "fill_environment", lambda: made.append("settings"))
    monkeypatch.setattr(embedded, "ensure_running", lambda root: made.append("engines"))
    return made


@pytest.mark.parametrize("arguments", [["migrate"], ["shell"], ["--verbosity=2", "load_demo"]])
def test_command_in_a_clone_gets_settings_and_engines(
    arguments: list[str], calls: list[str]
) -> None:
    manage.prepare(arguments)
    assert calls == ["settings", "engines"]


@pytest.mark.parametrize("arguments", [["check"], ["help"], [], ["migrate", "--help"]])
def test_command_that_asks_no_database_starts_none(arguments: list[str], calls: list[str]) -> None:
    manage.prepare(arguments)
    assert calls == ["settings"]
    assert os.environ["DATABASE_URL"].endswith("@127.0.0.1:1/none")


@pytest.mark.parametrize("name", DEPLOYMENT)
def test_deployment_with_one_variable_missing_gets_no_engines(
    name: str, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "set")
    manage.prepare(["migrate"])
    assert calls == []


def test_engines_that_do_not_start_are_one_sentence(
    calls: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(root: object) -> None:
        raise embedded.EngineError("The database cannot start.")

    monkeypatch.setattr(embedded, "ensure_running", fail)
    with pytest.raises(SystemExit) as stopped:
        manage.prepare(["migrate"])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "The database cannot start.\n"
