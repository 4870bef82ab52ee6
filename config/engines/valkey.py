"""The embedded Valkey: loopback only, with a password, its data on disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import redis

from config.engines.home import EngineError, Home, password
from config.engines.processes import Child, spawn

START_SECONDS = 30


def start_valkey(
    home: Home, log: Path, *, throwaway: bool, cancelled: Callable[[], bool]
) -> tuple[Child, int]:
    """Starts the server and returns it with its port.

    Raises EngineError when it does not come up, with the end of its log.
    """
    data, port = home.folder / "valkey", home.port("valkey")
    data.mkdir(exist_ok=True)
    home.give(data)
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        "protected-mode yes",
        f"requirepass {password(home.root, 'valkey')}",
        "daemonize no",
        f"dir {_quoted(data)}",
        'save ""',
        f"appendonly {'no' if throwaway else 'yes'}",
        "appendfsync everysec",
    ]
    child = spawn(
        "Valkey",
        [home.valkey_server, "-"],  # settings by standard input: the password is in no listing
        log=log,
        environment={"LC_ALL": "C"},
        user=home.user,
        given="\n".join(lines).encode(),
    )
    try:
        _wait_until_ready(child, url(home.root, port), cancelled)
    except BaseException:
        child.kill()
        raise
    return child, port


def url(root: Path, port: int) -> str:
    """The server's address with its password."""
    return f"redis://:{password(root, 'valkey')}@127.0.0.1:{port}/0"


def _wait_until_ready(child: Child, address: str, cancelled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(address, socket_timeout=5) as client:
        while True:
            try:
                client.ping()
                return
            except redis.RedisError as error:
                if not child.is_alive:
                    raise EngineError(f"Valkey did not start:\n{child.last_lines()}") from error
                if cancelled():
                    raise EngineError("Stopped while Valkey was starting.") from error
                if time.monotonic() > deadline:
                    raise EngineError(
                        f"Valkey was not ready after {START_SECONDS} s: {error}"
                    ) from error
            time.sleep(0.05)


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
