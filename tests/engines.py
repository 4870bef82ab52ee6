"""The suite's own PostgreSQL and Valkey, one pair a run, shared by all of its workers.

Loaded with `-p tests.engines`: it must set the environment before Django's settings are read.
"""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from config import embedded

ROOT = Path(__file__).resolve().parent.parent
_engines: Any = None


def prepare_environment() -> None:
    """Starts the engines in the controlling process and sets what the settings read."""
    global _engines
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{number}"
        return
    for name in ("DEBUG", "DATABASE_POOL_SIZE", "TIMESTAMP_URL"):
        os.environ.pop(name, None)
    _engines = embedded.start(ROOT / ".local" / "test-engines", throwaway=True)
    files = Path(tempfile.mkdtemp(prefix="partnerships-tests-"))
    os.environ.update(_engines.environment())
    os.environ.update(
        DEMO="1",
        BASE_URL="http://localhost:8000",
        SECRET_KEY="tests-only-" + "x" * 40,
        EMAIL_URL="smtp://127.0.0.1:2525",
        STORAGE_ROOT=str(files / "files"),
        DEMO_MAIL_ROOT=str(files / "mail"),
        TEST_SUPERUSER_URL=_engines.superuser_url,
        LOG_LEVEL="WARNING",
        **demo_certificate(files),
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Before Django's settings are read. Much is made and thrown away: garbage may wait longer."""
    gc.set_threshold(100_000, 20, 20)
    prepare_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: some tests wait for real processes most of their time."""
    return (os.cpu_count() or 1) + 2


def demo_certificate(folder: Path) -> dict[str, str]:
    """A sealing key of its own for this run, and the variables that point to it."""
    from config.sealing import make_demo_certificate

    make_demo_certificate(folder)
    return {
        "SEALING_KEY_FILE": str(folder / "key.pem"),
        "SEALING_CERTIFICATE_FILE": str(folder / "certificate.pem"),
        "SEALING_PASSPHRASE": (folder / "passphrase").read_text().strip(),
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops what this process started."""
    if _engines is not None:
        _engines.stop()
