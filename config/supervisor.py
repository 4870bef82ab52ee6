"""Runs a table of services as one: started in order, watched, stopped in order, none left behind.

`make demo` is this with the demo's table (`config/demo.py`). A service that dies stops the rest.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.engines.processes import (
    Child,
    adopt_orphans,
    kill_descendants,
    spawn,
    stop_together,
)

STOP_SECONDS = 3.5  # for the services together; the engines take at most 4 s after them
_LOOK_SECONDS = 0.1


class Failure(Exception):
    """The run ends with exit code 1; the message says why."""


class Interrupted(Exception):
    """Somebody pressed Ctrl-C or asked this process to end."""


@dataclass(frozen=True)
class Service:
    """One row of the table: a child that runs until it is told to stop."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]


@dataclass
class Supervisor:
    """Holds the running children. `stop_order` names services; others stop after those named."""

    logs: Path
    directory: Path
    stop_order: Sequence[str] = ()
    children: list[Child] = field(default_factory=list)
    watched: list[Child] = field(default_factory=list)
    # No Event: the thread that a signal interrupts may hold its lock, and would wait for ever.
    _asked: bool = field(default=False, init=False)

    def listen(self) -> None:
        """From here on INT, TERM and HUP only ask to stop; a second one changes nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        adopt_orphans()

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether a signal arrived."""
        return self._asked

    def run_once(self, name: str, command: Sequence[str | Path], env: Mapping[str, str]) -> str:
        """Runs one command to its end and returns what it printed.

        Raises Failure with the end of its output when it fails, Interrupted when told to stop.
        """
        child = self._spawn(name, command, env)
        while child.is_alive:
            self.look(besides=child)
        self.children.remove(child)
        if child.process.returncode != 0:
            raise Failure(f"'{name}' failed; its last lines ({child.log}):\n{child.last_lines()}")
        return child.log.read_text(errors="replace")

    def start(self, service: Service) -> None:
        """Starts a service; from now on its death ends the run."""
        self._spawn(service.name, service.command, service.environment)

    def watch(self, *children: Child) -> None:
        """Also ends the run when one of these, started elsewhere, dies."""
        self.watched.extend(children)

    def wait_for(self, condition: Callable[[], bool], seconds: float, complaint: str) -> None:
        """Waits for `condition`; raises Failure with `complaint` after `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.look()
            if time.monotonic() > deadline:
                raise Failure(complaint)

    def look(self, besides: Child | None = None) -> None:
        """One tick: raises Interrupted when asked to stop, Failure when a child has died."""
        if not self._asked:
            time.sleep(_LOOK_SECONDS)
        if self._asked:
            raise Interrupted
        for child in (*self.children, *self.watched):
            if child is not besides and not child.is_alive:
                raise Failure(
                    f"{child.name} stopped unexpectedly (exit code {child.process.returncode}). "
                    f"Its last lines ({child.log}):\n{child.last_lines()}"
                )

    def stop(self, stop_engines: Callable[[], None] = lambda: None) -> None:
        """One signal to each in the stop order, then the engines, then whatever is left."""
        rank = {name: place for place, name in enumerate(self.stop_order)}
        ordered = sorted(self.children, key=lambda child: rank.get(child.name, len(rank)))
        stop_together(ordered, STOP_SECONDS)
        self.children.clear()
        stop_engines()
        kill_descendants()

    def _spawn(
        self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]
    ) -> Child:
        log = self.logs / f"{name.lower().replace(' ', '-')}.log"
        child = spawn(name, command, log=log, environment=environment, directory=self.directory)
        self.children.append(child)
        return child

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True


def supervise(supervisor: Supervisor, run: Callable[[], None], end: Callable[[], None]) -> int:
    """Calls `run`, which returns by raising; stops everything; returns the exit code."""
    supervisor.listen()
    try:
        run()
    except Interrupted:
        return 0
    except Failure as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    finally:
        if supervisor.children:
            with suppress(OSError):  # a closed terminal must not keep the children alive
                print("Stopping…", flush=True)
        supervisor.stop(end)
    return 0


if __name__ == "__main__":
    from config.demo import main

    raise SystemExit(main(sys.argv[1:]))
