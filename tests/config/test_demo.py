"""`make demo` as a visitor meets it: started, used, stopped, started again, and deleted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import psutil
import pytest

from config import embedded
from config.engines.home import is_free
from tests.processes import ROOT, Browser, free_port, wait_until

#: A first start makes a database and a world; other tests may hold the machine meanwhile.
READY_SECONDS = 240
STOP_SECONDS = 8
PEOPLE = "/c/scsc/settings/people/"


class Demo:
    """The demo in a folder and on a port of this test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "local"
        self.port = free_port()
        self.output = folder / "output"
        self.running: subprocess.Popen[bytes] | None = None

    def supervisor(self, *options: str) -> subprocess.Popen[bytes]:
        """What `make demo` runs, with nothing of the suite's own environment."""
        line = [sys.executable, "-m", "config.supervisor", "--folder", str(self.folder), *options]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.output.open("wb") as output:
            return subprocess.Popen(
                line,
                cwd=ROOT,
                env={**environment, "PORT": str(self.port)},
                start_new_session=True,  # as a terminal does; Ctrl-C reaches the whole group
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def start(self) -> str:
        """Starts it and returns what it printed until it was ready."""
        self.running = self.supervisor("--stop-with-parent")
        wait_until(lambda: self.is_ready or self.running.poll() is not None, READY_SECONDS)
        assert self.is_ready, self.printed
        return self.printed

    @property
    def printed(self) -> str:
        return self.output.read_text()

    @property
    def is_ready(self) -> bool:
        return f"Ready: http://localhost:{self.port}\n" in self.printed

    def press_control_c_twice(self) -> float:
        """Returns the exit's seconds after the first. Fails when something is left behind."""
        children = psutil.Process(self.running.pid).children(recursive=True)
        assert {"postgres", "valkey-server"} < {name_of(child) for child in children}
        began = time.monotonic()
        os.killpg(self.running.pid, signal.SIGINT)
        time.sleep(0.2)
        os.killpg(self.running.pid, signal.SIGINT)
        assert self.running.wait(30) == 0, self.printed
        took = time.monotonic() - began
        assert [child for child in children if is_alive(child)] == []
        assert is_free(self.port)
        return took

    def reset(self) -> tuple[int, str]:
        """The exit code and what `make demo-reset` printed."""
        return self.supervisor("--reset").wait(60), self.printed

    def end(self) -> None:
        """Whatever happened, nothing of it stays on this machine."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()
            self.running.wait(30)
        embedded.remove(self.folder / "engines")


def name_of(process: psutil.Process) -> str:
    """What it is called; nothing when it has ended meanwhile, as a connection's server may."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended may wait for its parent to notice."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    yield demo
    demo.end()


def test_demo_is_ready_serves_stops_keeps_its_data_and_is_deleted(demo: Demo) -> None:
    links = links_in(demo.start())
    owner = Browser(demo.port)
    check_link_signs_in_once(owner, Browser(demo.port), links["Gail Brandvold"])
    check_code_arrives_and_signs_in(Browser(demo.port), "m.solberg@scsc.example")
    check_worker_mails_an_invitation(owner)
    assert demo.press_control_c_twice() < STOP_SECONDS

    assert links_in(demo.start()).keys() == links.keys()
    assert "<strong>Ivy Lane</strong>" in owner.open(PEOPLE)
    assert mails_to(owner, "ivy@example.org") != []
    assert demo.press_control_c_twice() < STOP_SECONDS

    assert demo.reset() == (0, "The demo's data is deleted; 'make demo' starts over.\n")
    assert list(demo.folder.iterdir()) == []


def links_in(printed: str) -> dict[str, str]:
    """The paths of the one-time links by the persona's name."""
    return dict(re.findall(r"\((.+), .+\):\n  http://localhost:\d+(/demo/sign-in/\S+/)\n", printed))


def mails_to(visitor: Browser, address: str) -> list[tuple[str, str]]:
    """Path and subject of each mail to this address, newest first, as `/demo/mail/` lists them."""
    row = r'href="(/demo/mail/[^"]+/)">([^<]+)</a> <span class="second">to ([^,]+),'
    found = re.findall(row, visitor.open("/demo/mail/"))
    return [(path, unescape(subject)) for path, subject, to in found if address in unescape(to)]


def check_link_signs_in_once(first: Browser, second: Browser, link: str) -> None:
    """It leads to Today; whoever uses it again is led to the demo's door, and is nobody."""
    assert "<h1>Today</h1>" in first.open(link)
    assert first.path == "/c/scsc/"
    second.open(link)
    assert second.path == "/demo/"
    second.open("/c/scsc/")
    assert second.path.startswith("/accounts/login/")


def check_code_arrives_and_signs_in(visitor: Browser, address: str) -> None:
    """The web server mails a code at once, and it is good."""
    visitor.open("/accounts/login/code/")
    visitor.open("/accounts/login/code/", {"email": address})
    ((mail, subject),) = mails_to(visitor, address)[:1]
    assert subject == f"Your sign-in code for localhost:{visitor.port}"
    code = re.search(r"<p>([A-Z0-9]{4}-[A-Z0-9]{4})</p>", visitor.open(mail))
    assert code is not None
    visitor.open("/accounts/login/code/confirm/", {"code": code[1]})
    assert visitor.path == "/c/scsc/"


def check_worker_mails_an_invitation(owner: Browser) -> None:
    """It goes by the outbox: written by the web server, sent by the worker."""
    ivy = {"name": "Ivy Lane", "email": "ivy@example.org", "role": "viewer"}
    owner.open(PEOPLE + "invite/", ivy)
    assert owner.path.startswith(PEOPLE)
    wait_until(lambda: mails_to(owner, ivy["email"]))
    ((_, subject),) = mails_to(owner, ivy["email"])
    assert subject.startswith("Gail Brandvold invites you to join South Central")
