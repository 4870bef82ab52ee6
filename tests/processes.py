"""Real processes for tests: an SMTP server, Celery workers on this test's database, and whoever
visits a web server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlparse, urlunparse

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mail_server_at(port: int) -> dict[str, Any]:
    """Mail settings that lead to a real server; pytest's own keep mail in memory."""
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 20},
        }
    }


def system_browser() -> str | None:
    """The browser on PATH that setup is content with; without one it fetches Playwright's own."""
    line = [ROOT / "config/bin/find-browser"]
    found = subprocess.run(line, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


class Inbox:
    """What the SMTP server accepted, and a gate that holds it before it accepts."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.arrived = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.port = free_port()
        self.holds_before_data = False
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """aiosmtpd's hook: before the server has read the mail."""
        if address in self.refuses:
            return "550 No such person"
        if self.holds_before_data:
            await self._wait_at_gate()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def _wait_at_gate(self) -> None:
        self.arrived.set()
        while not self.gate.is_set():  # noqa: ASYNC110  # the gate is another thread's
            await asyncio.sleep(0.02)

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """aiosmtpd's hook: waits at the gate, then accepts."""
        await self._wait_at_gate()
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        return "250 Accepted"

    def wait(self, count: int, seconds: float = 30) -> list[EmailMessage]:
        """The accepted mails as soon as there are `count`."""
        wait_until(lambda: len(self.accepted) >= count, seconds)
        return self.accepted


def wait_until(
    reached: Callable[[], Any], seconds: float = 30, said: Callable[[], Any] = str
) -> None:
    """Returns when `reached()` is true. Fails the test with what was `said` when it takes long."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            pytest.fail(f"Not reached within {seconds} s. {said()}")
        time.sleep(0.05)


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """A real SMTP server on a free port; the product in this process sends to it, too."""
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10)
    controller.start()
    settings.MAILERS = mail_server_at(box.port)
    yield box
    box.gate.set()
    controller.stop()


def elsewhere[T](make: Callable[[], T]) -> T:
    """Runs in a thread of its own: sealing needs an event loop, and the browser's runs in this."""

    from django.db import connection

    def run() -> T:
        try:
            return make()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def process_environment(**changes: str) -> dict[str, str]:
    """The environment of a product's process on this test's database."""
    from django.db import connection

    parsed = urlparse(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DATABASE_URL": urlunparse(parsed._replace(path=f"/{name}")),
        "STORAGE_ROOT": str(settings.STORAGE_ROOT),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


class Process:
    """A process in a session of its own, so that a signal reaches its children as well."""

    def __init__(self, *line: str, log: Path | None = None, **environment: str) -> None:
        with Path(log or os.devnull).open("wb") as output:
            self.running = subprocess.Popen(
                [sys.executable, "-m", *line],
                cwd=ROOT,
                env=process_environment(**environment),
                start_new_session=True,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends the process and its children and waits for it."""
        try:
            os.killpg(self.running.pid, how)
        except ProcessLookupError:
            return
        try:
            self.running.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait(5)


class Browser:
    """Speaks to a real server and remembers its cookies; measures how long each answer took."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = {"csrftoken": "a" * 32} | ({"sessionid": session} if session else {})
        self.slowest = 0.0
        self.path = self.leads_to = ""

    def ask(self, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of a GET, or with data of a POST; redirects are not followed."""
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent_cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": sent_cookies, "X-CSRFToken": self.cookies["csrftoken"], **headers}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = None if data is None else urlencode(data)
        connection.request("GET" if data is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.path, self.leads_to = path, urljoin(path, answer.headers["Location"] or "")
        return answer.status, text

    def code(self, path: str, data: dict[str, str] | None = None, **headers: str) -> int:
        """The status of the answer."""
        return self.ask(path, data, **headers)[0]

    def open(self, path: str, data: dict[str, str] | None = None) -> str:
        """The text of the page that an address, or a form sent to it, leads to; `path` says where.

        Fails the test when it is an error page.
        """
        status, text = self.ask(path, data)
        while status == 302:
            status, text = self.ask(self.leads_to)
        assert status == 200, f"{self.path} is answered with {status}."
        return text


@pytest.fixture
def worker(inbox: Inbox, transactional_db: None) -> Iterator[Callable[..., Process]]:
    """Starts real Celery workers that send to `inbox`; all are ended with the test."""
    started: list[Process] = []

    def start(log: Path | None = None, **environment: str) -> Process:
        line = ("celery", "-A", "config", "worker", "--pool", "prefork", "--concurrency", "1")
        email = f"smtp://127.0.0.1:{inbox.port}"
        process = Process(*line, log=log, EMAIL_URL=email, **environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.end()
