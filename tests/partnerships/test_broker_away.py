"""Valkey is stopped while web server, worker and beat run on it: no mail is lost, none doubled."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.engines.home import is_free, valkey_server
from partnerships.models import Message
from tests.cast import House
from tests.processes import Browser, Inbox, Process, free_port, wait_until


class Broker:
    """A Valkey of this test's own, which can be stopped and started again with its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        line = [str(valkey_server()), "--port", str(self.port), "--bind", "127.0.0.1"]
        line += ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        self.running = subprocess.Popen(line, stdout=subprocess.DEVNULL)
        wait_until(lambda: not is_free(self.port))

    def stop(self) -> None:
        if self.running is not None:
            self.running.terminate()
            self.running.wait(10)
            self.running = None


class Product:
    """A web server, a worker and beat, all with the same broker; `invite` queues a mail."""

    def __init__(
        self, house: House, inbox: Inbox, broker: Broker, worker: Callable[..., Process]
    ) -> None:
        self.house, self.folder, port = house, broker.folder, free_port()
        self.browser = Browser(port, house.client("owner").cookies["sessionid"].value)
        worker(log=self.folder / "worker.log", REDIS_URL=broker.url)
        schedule = ("--schedule", str(self.folder / "schedule"), "--pidfile=")
        beat = ("celery", "-A", "config", "beat", *schedule)
        web = ("granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application")
        self.running = [
            Process(*beat, log=self.folder / "beat.log", REDIS_URL=broker.url),
            Process(*web, REDIS_URL=broker.url, EMAIL_URL=f"smtp://127.0.0.1:{inbox.port}"),
        ]
        wait_until(lambda: not is_free(port))

    def invite(self, name: str) -> None:
        """The owner invites somebody by the web page, which answers as ever."""
        values = {"name": f"{name} Lane", "email": address(name), "role": "viewer"}
        assert self.browser.code(self.house.url("settings/people/invite/"), values) == 302

    def state(self, name: str) -> str:
        """The state of the mail to this person."""
        with self.house.scope():
            return str(Message.objects.values_list("state", flat=True).get(to_email=address(name)))

    def said(self) -> dict[str, str]:
        """What worker and beat wrote."""
        names = ("worker", "beat")
        return {name: (self.folder / f"{name}.log").read_text() for name in names}

    def is_refused(self) -> bool:
        """Whether worker and beat both found nobody to connect to."""
        return all("Connection refused" in log for log in self.said().values())

    def end(self) -> None:
        for process in self.running:
            process.end()


def address(name: str) -> str:
    return f"{name.lower()}@example.org"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def product(
    prairie: House, inbox: Inbox, broker: Broker, worker: Callable[..., Process]
) -> Iterator[Product]:
    product = Product(prairie, inbox, broker, worker)
    yield product
    product.end()


@pytest.mark.django_db(transaction=True)
def test_mail_queued_while_the_broker_is_away_goes_out_once_when_it_is_back(
    product: Product, broker: Broker, inbox: Inbox
) -> None:
    product.invite("Ada")
    wait_until(lambda: product.state("Ada") == "sent", 120)

    broker.stop()
    product.invite("Ivy")
    # Long enough: worker and beat wait 2 s, then 4 s, then longer between their tries; after seven
    # they are in that back-off, from which they come back as after any longer one.
    stopped = time.monotonic()
    wait_until(lambda: time.monotonic() > stopped + 7 and product.is_refused(), 120, product.said)
    assert product.state("Ivy") == "queued"

    broker.start()
    wait_until(lambda: product.state("Ivy") == "sent", 120)
    product.invite("Zoe")  # a later round of the same worker finds nothing else to send
    wait_until(lambda: product.state("Zoe") == "sent", 120)
    assert [mail["To"].addresses[0].addr_spec for mail in inbox.accepted] == [
        address(name) for name in ("Ada", "Ivy", "Zoe")
    ]
