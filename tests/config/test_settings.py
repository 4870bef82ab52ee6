"""The environment: a wrong or missing value is one sentence and exit code 1, at the start."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from config import env
from tests.engines import demo_certificate

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "BASE_URL": "https://partners.example.org",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://csp_login:pw@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "SEALING_KEY_FILE": "/none/key.pem",
    "SEALING_CERTIFICATE_FILE": "/none/certificate.pem",
}
READ = "from config import settings"


def run(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with production's variables, some of them changed; empty is not set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=REPOSITORY,
        env=kept | PRODUCTION | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_s_variables_are_enough() -> None:
    started = run(READ)
    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "", "BASE_URL is not set"),
        ("BASE_URL", "partners.example.org", "BASE_URL is wrong"),
        ("BASE_URL", "https://partners.example.org/app", "without a path"),
        ("BASE_URL", "http://partners.example.org", "only localhost may be served without https"),
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("SECRET_KEY", "short", "fewer than 40 characters"),
        ("DEBUG", "maybe", "DEBUG is wrong: 'maybe' is not 1 or 0"),
        ("DEBUG", "1", "they run on localhost only"),
        ("DEMO", "1", "runs on localhost only"),
        ("BUILD_ONLY", "maybe", "BUILD_ONLY is wrong"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "mysql://a:b@c/d", "DATABASE_URL is wrong"),
        ("DATABASE_URL", "postgresql://a:b@c:port/d", "DATABASE_URL is wrong"),
        ("DATABASE_OWNER_URL", "sqlite:///x", "DATABASE_OWNER_URL is wrong"),
        ("DATABASE_POOL_SIZE", "-1", "a whole number of at least 0"),
        ("DATABASE_PREPARED_STATEMENTS", "2", "DATABASE_PREPARED_STATEMENTS is wrong"),
        ("REDIS_URL", "http://127.0.0.1", "REDIS_URL is wrong"),
        ("EMAIL_URL", "", "EMAIL_URL is not set"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL is wrong"),
        ("SEALING_KEY_FILE", "", "SEALING_KEY_FILE or SEALING_CERTIFICATE_FILE is not set"),
        ("SEALING_CERTIFICATE_FILE", "", "cannot be sealed"),
        ("TIMESTAMP_URL", "banana", "TIMESTAMP_URL is wrong"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is wrong"),
    ],
)
def test_wrong_value_is_one_sentence_and_exit_one(
    name: str,
    value: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for known in env.NAMES:
        monkeypatch.delenv(known, raising=False)
    for known, right in (PRODUCTION | {name: value}).items():
        monkeypatch.setenv(known, right)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(REPOSITORY / "config" / "settings.py"))
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_process_with_a_wrong_value_ends_with_it() -> None:
    started = run(READ, SECRET_KEY="short")
    assert (started.returncode, started.stdout) == (1, "")
    assert started.stderr == "SECRET_KEY is wrong: it has fewer than 40 characters.\n"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL"])
def test_sentence_does_not_repeat_a_secret(name: str) -> None:
    assert "hunter2" not in run(READ, **{name: "hunter2"}).stderr


def test_passwords_in_addresses_are_unquoted() -> None:
    code = f"import json; {READ} as s; print(json.dumps([s.MAILERS, s.DATABASES]))"
    told = run(
        code,
        EMAIL_URL="smtps://me%40here:p%40ss%2Fword@mail.example.org:465",
        DATABASE_URL="postgresql://csp_login:p%40ss%2Fword@127.0.0.1:9/none",
    )
    mailers, databases = json.loads(told.stdout)
    options = mailers["default"]["OPTIONS"]
    assert (options["username"], options["password"]) == ("me@here", "p@ss/word")
    assert databases["default"]["PASSWORD"] == "p@ss/word"  # of this test


SERVER = "import config.wsgi"
#: A web server, a worker and the scheduler that begin in one process, each with how it ends.
EACH = """
import config.celery
from celery.signals import beat_init, celeryd_init

def server():
    import config.wsgi

def worker():
    celeryd_init.send("w")

def beat():
    beat_init.send("b")

for begin in (server, worker, beat):
    try:
        begin()
    except SystemExit as ended:
        print(begin.__name__, ended.code)
"""


def own_key() -> dict[str, str]:
    """The variables that point to this run's sealing key."""
    names = ("SEALING_KEY_FILE", "SEALING_CERTIFICATE_FILE", "SEALING_PASSPHRASE")
    return {name: os.environ[name] for name in names}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SEALING_KEY_FILE": "/none/key.pem"}, "cannot be read"),
        ({"SEALING_CERTIFICATE_FILE": "/none/certificate.pem"}, "cannot be read"),
        ({"SEALING_PASSPHRASE": "another"}, "cannot be read"),
        ({"BUILD_ONLY": "1"}, "BUILD_ONLY is wrong"),
        ({"STORAGE_ROOT": "/proc/none"}, "STORAGE_ROOT is wrong: no file can be made"),
    ],
)
def test_process_that_cannot_serve_does_not_start(changes: dict[str, str], words: str) -> None:
    started = run(EACH, **(own_key() | changes))
    assert started.stdout == "server 1\nworker 1\nbeat 1\n"
    assert all(words in told for told in started.stderr.splitlines())
    assert started.stderr.count("\n") == 3


def test_certificate_of_another_key_does_not_start(tmp_path: Path) -> None:
    other = demo_certificate(tmp_path)["SEALING_CERTIFICATE_FILE"]
    started = run(SERVER, **(own_key() | {"SEALING_CERTIFICATE_FILE": other}))
    assert (started.returncode, started.stdout) == (1, "")
    assert "does not belong to the sealing key" in started.stderr
    assert started.stderr.count("\n") == 1


STATIC = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config import settings
settings.STATIC_ROOT = {!r}
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "json", "map", "scss", "svg", "ttf"]
import django; django.setup()
"""
COLLECT = """
from django.core.management import call_command
call_command("collectstatic", "--no-input", verbosity=0)
"""
START = "from config.starting import refuse_faulty_start; refuse_faulty_start()"
ADDRESS = "from django.templatetags.static import static; print(static('app.css'))"


def test_files_that_were_collected_once_are_named_by_their_content(tmp_path: Path) -> None:
    static = STATIC.format(str(tmp_path / "static"))
    missing = run(static + START, **own_key(), STORAGE_ROOT=str(tmp_path))
    assert missing.stderr == "Static files are missing: run `manage.py collectstatic` first.\n"
    collected = run(static + COLLECT)
    assert (collected.returncode, collected.stderr) == (0, "")
    address = run(static + ADDRESS).stdout.strip()
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", address)
    assert (tmp_path / address.removeprefix("/")).is_file()
