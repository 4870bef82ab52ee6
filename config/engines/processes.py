"""Child processes: each in a session of its own, asked to stop once, never left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h
_SET_CHILD_SUBREAPER = 36


@dataclass
class Child:
    """A running child: what people call it, where it logs, and the one signal that stops it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def is_alive(self) -> bool:
        """Whether the process itself still runs."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Sends the stop signal, to the leader only: it ends its own children in order."""
        if self.is_alive:
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """Kills the whole group, so that a dead leader's children go with it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of the log, for a message to a person."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-count:])


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    directory: Path | str = "/",
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    given: bytes | None = None,
) -> Child:
    """Starts `command` in its own session, its output in `log`, as `user` when one is named.

    `given` is written to its standard input. On Linux the child receives `stop_signal` when this
    process dies, even by SIGKILL.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            cwd=directory,
            start_new_session=True,
            preexec_fn=_die_with_parent(stop_signal),  # noqa: PLW1509  # started before any thread
            **_identity(user),
        )
    if given is not None and process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(given)
    return Child(name, process, log, stop_signal)


def run_as(user: str | None, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Runs a short command to its end, as `user` when one is named.

    Raises OSError when that user cannot reach the command.
    """
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        **_identity(user),
    )


def stop_together(children: Iterable[Child], seconds: float) -> None:
    """Asks each in the order given, waits for all, kills what has not ended after `seconds`."""
    waiting = list(children)
    for child in waiting:
        child.ask_to_stop()
    deadline = time.monotonic() + seconds
    while any(child.is_alive for child in waiting) and time.monotonic() < deadline:
        time.sleep(0.02)
    for child in waiting:
        child.kill()


def adopt_orphans() -> None:
    """Makes this process the parent of whatever its children leave behind (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent(stop_signal: signal.Signals) -> None:
    """Has the kernel send this process `stop_signal` when its parent dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(stop_signal), 0, 0, 0)


def kill_descendants() -> None:
    """Kills everything below this process; the last step of stopping."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def before_exec() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return before_exec


def _identity(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
