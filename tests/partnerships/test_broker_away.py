"""Valkey is stopped under web server, worker and beat for a minute: nothing is lost or doubled."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agreements.models import Agreement
from config.engines.home import is_free, valkey_server
from metrics.models import Report
from partnerships.models import Message
from tests.agreements.makers import TOM, detail, signed
from tests.cast import House
from tests.processes import Browser, Inbox, Process, free_port, wait_until

#: Seconds. Long enough for worker and beat to be far in their back-off.
MINUTE = 60


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
    """A web server, a worker and beat, all with the same broker.

    `invite`, `countersign` and `ask_for_report` leave work behind, by the pages that people use.
    """

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

    def countersign(self, agreement: Agreement) -> None:
        """The owner signs; what is left is to seal the file and to mail it."""
        values = {"content_sha256": agreement.content_sha256, "name": "Olive Berg"}
        values |= {"title": "Director", "authority": "on", "electronic": "on"}
        assert self.browser.code(detail(self.house, agreement, "sign/"), values) == 302

    def ask_for_report(self) -> None:
        """The owner wants the dashboard as a PDF."""
        path = self.house.url(f"partnerships/{self.house.partnership.slug}/reports/")
        assert self.browser.code(path, {}) == 302

    def unfinished(self) -> list[str]:
        """What nobody has done yet: the states of the report, the seal and the mails."""
        with self.house.scope():
            reports = Report.objects.exclude(state="ready").values_list("state", flat=True)
            unsealed = Agreement.objects.filter(sealed_at=None).values_list("state", flat=True)
            unsent = Message.objects.exclude(state="sent").values_list("state", flat=True)
            return [*reports, *unsealed, *unsent]

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
def test_work_left_while_the_broker_is_away_is_done_once_when_it_is_back(
    prairie: House, product: Product, broker: Broker, inbox: Inbox
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    product.invite("Ada")
    wait_until(lambda: product.state("Ada") == "sent", 120)

    broker.stop()
    wait_until(product.is_refused, 60, product.said)
    product.invite("Ivy")
    product.countersign(agreement)
    product.ask_for_report()
    time.sleep(MINUTE)
    assert product.state("Ivy") == "queued"
    assert sorted(product.unfinished()) == ["complete", "queued", "queued"]

    broker.start()
    wait_until(lambda: not product.unfinished(), 120, product.said)
    product.invite("Zoe")  # a later round of the same worker finds nothing else to send
    wait_until(lambda: product.state("Zoe") == "sent", 120)
    reached = Counter(mail["To"].addresses[0].addr_spec for mail in inbox.accepted)
    assert [reached[address(name)] for name in ("Ada", "Ivy", "Zoe")] == [1, 1, 1]
    sealed = [mail for mail in inbox.accepted if list(mail.iter_attachments())]
    assert sorted(mail["To"].addresses[0].addr_spec for mail in sealed) == [
        "olive@prairie.example",
        TOM.email,
    ]
