"""`make demo`: the product with its demo world on this machine, and nothing outside its folder."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from config import embedded
from config.demo_environment import (
    LOCAL,
    ROOT,
    DemoFolders,
    demo_environment,
    keep_port,
    kept_port,
)
from config.engines.home import is_free
from config.engines.processes import die_with_parent
from config.supervisor import Failure, Interrupted, Service, Supervisor, supervise

STOP_ORDER = ("beat", "web", "worker", "mail")
READY_SECONDS = 90
_ENGINE_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def main(arguments: Sequence[str]) -> int:
    """Runs the demo, or deletes its data with `--reset`; returns the exit code."""
    parser = argparse.ArgumentParser(description="The product with its demo world.")
    parser.add_argument("--reset", action="store_true", help="delete the demo's data")
    parser.add_argument("--stop-with-parent", action="store_true")
    parser.add_argument("--folder", type=Path, default=LOCAL, help="where it keeps its data")
    chosen = parser.parse_args(arguments)
    if chosen.stop_with_parent:
        die_with_parent(signal.SIGTERM)
    folders = DemoFolders(chosen.folder.resolve())
    try:
        return reset(folders) if chosen.reset else Demo(folders, chosen_port()).run()
    except (embedded.EngineError, Failure) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def reset(folders: DemoFolders) -> int:
    """Deletes the demo's data; raises EnginesBusy while it runs."""
    embedded.remove(folders.engines)
    for folder in (folders.mail, folders.files, folders.private, folders.logs):
        if folder.exists():
            shutil.rmtree(folder)
    say("The demo's data is deleted; 'make demo' starts over.")
    return 0


def chosen_port() -> int:
    """PORT from the environment, 8000 when unset. Raises Failure when it cannot be used."""
    raw = os.environ.get("PORT", "").strip() or "8000"
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise Failure(f"PORT is wrong: {raw!r} is not a number from 1 to 65535.")
    port = int(raw)
    if not is_free(port):
        raise Failure(
            f"Port {port} is taken: stop the program that uses it, or choose another one with "
            f"'PORT={port + 1 if port < 65535 else 8000} make demo'."
        )
    return port


class Demo:
    """One run of the demo, from the engines to the line that says it is ready."""

    def __init__(self, folders: DemoFolders, port: int) -> None:
        self.folders = folders
        self.port = port
        self.supervisor = Supervisor(folders.logs, ROOT, STOP_ORDER)
        self.engines: embedded.Engines | None = None

    def run(self) -> int:
        """Returns the exit code after everything has stopped."""
        return supervise(self.supervisor, self._start_and_watch, self._stop_engines)

    def _start_and_watch(self) -> None:
        say("Starting PostgreSQL and Valkey…")
        operator = self._start_engines()
        runtime = {key: value for key, value in operator.items() if key != "DATABASE_OWNER_URL"}
        say("Applying migrations…")
        self._manage("migrate", operator, "--no-input", "--verbosity", "1")
        table = services(self.folders, runtime, self.port)
        self.supervisor.start(table.pop("mail"))
        mail_port = kept_port(self.folders, "mail", default=2525)
        self.supervisor.wait_for(lambda: not is_free(mail_port), 30, "The mail server is not up.")
        say("Loading the demo world…")
        links = self._manage("load_demo", operator).strip()
        say("Starting the web server, the worker and the scheduler…")
        for service in table.values():
            self.supervisor.start(service)
        self.supervisor.wait_for(
            self._answers,
            READY_SECONDS,
            f"The product was not ready after {READY_SECONDS} s; see {self.folders.logs}.",
        )
        say(f"\n{links}\n")
        say(f"Ready: http://localhost:{self.port}")
        while True:
            self.supervisor.look()

    def _start_engines(self) -> dict[str, str]:
        """The operator's environment: the demo's settings and the engines' addresses."""
        try:
            self.engines = embedded.start(
                self.folders.engines,
                logs=self.folders.logs,
                cancelled=lambda: self.supervisor.is_asked_to_stop,
            )
        except embedded.EngineError as error:
            if self.supervisor.is_asked_to_stop:
                raise Interrupted from error
            raise Failure(str(error)) from error
        self.supervisor.watch(self.engines.valkey, self.engines.postgresql)
        mail_port = kept_port(self.folders, "mail", default=2525)
        while not is_free(mail_port):
            mail_port += 1
        keep_port(self.folders, "mail", mail_port)
        keep_port(self.folders, "web", self.port)
        inherited = {
            name: value for name, value in os.environ.items() if name not in _ENGINE_VARIABLES
        }
        return {
            **inherited,
            **demo_environment(self.folders, port=self.port, mail_port=mail_port),
            **self.engines.environment(),
            "PYTHONUNBUFFERED": "1",
        }

    def _manage(self, command: str, environment: dict[str, str], *options: str) -> str:
        line: list[str | Path] = [sys.executable, ROOT / "manage.py", command, *options]
        return self.supervisor.run_once(command, line, environment)

    def _answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _stop_engines(self) -> None:
        if self.engines is not None:
            self.engines.stop()


def services(folders: DemoFolders, environment: dict[str, str], port: int) -> dict[str, Service]:
    """The table of the demo's long-running children, in the order they start."""
    binaries = Path(sys.executable).parent
    mail = f"-m config.demo_mail --port {kept_port(folders, 'mail', default=2525)} --maildir"
    worker = "--app config worker --loglevel INFO --pool prefork --concurrency 2 --without-gossip"
    beat = "--app config beat --loglevel INFO --pidfile= --schedule"
    web = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4"
    table: dict[str, list[str | Path]] = {
        "mail": [sys.executable, *mail.split(), folders.mail],
        "worker": [binaries / "celery", *worker.split()],
        "beat": [binaries / "celery", *beat.split(), folders.private / "beat-schedule"],
        "web": [binaries / "granian", *web.split(), "config.wsgi:application"],
    }
    return {name: Service(name, command, environment) for name, command in table.items()}


def say(line: str) -> None:
    """Prints now, also into a pipe."""
    print(line, flush=True)
