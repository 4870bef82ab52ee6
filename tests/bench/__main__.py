"""Starts engines and a web server, loads the demo world and 10,000 partnerships, measures."""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from tests import engines
from tests.processes import free_port, wait_until

ROUNDS = 60
#: The first rounds are not measured: caches fill.
WARM_UP = 5
PARTNERSHIPS = 10_000


@dataclass
class Page:
    """A page under measurement. goal: times the floor, SQL statements."""

    name: str
    path: str
    email: str
    goal: tuple[int, int]
    times: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0
    cookie: str = ""


SCSC, STATE, BENCH = "m.solberg@scsc.example", "a.pruitt@delaware.example", "b@bench.example"
PAGES = [
    Page("floor: session and user", "/floor/", SCSC, (1, 2)),
    Page("Today", "/c/scsc/", SCSC, (10, 14)),
    Page("partnership list, 4 rows", "/c/scsc/partnerships/", SCSC, (6, 10)),
    Page("partnership list, 25 of 10,000", "/c/bench/partnerships/", BENCH, (6, 10)),
    Page("Today of 10,000 partnerships", "/c/bench/", BENCH, (10, 14)),
    Page("workspace overview", "/c/scsc/partnerships/health-sciences/", SCSC, (10, 14)),
    Page("state page", "/c/delaware/network/", STATE, (10, 14)),
]


def main() -> None:
    """Prints the table."""
    engines.prepare_environment()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    try:
        import django

        django.setup()
        load()
        port = free_port()
        server = start_server(port)
        try:
            measure(port)
        finally:
            server.terminate()
            server.wait(10)
    finally:
        engines.pytest_unconfigure(None)
    report()


def load() -> None:
    """The demo world, and a convener with 10,000 partnerships."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=StringIO())
    from tests.bench.world import load_large

    load_large(PARTNERSHIPS, BENCH)
    gather_statistics()
    sign_in()


def gather_statistics() -> None:
    """What autovacuum would have done by the time a convener has 10,000 rows."""
    from django.db import connection

    from config.tenancy.owner import owner_connection

    with owner_connection(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def sign_in() -> None:
    """A session for each page's person."""
    from django.test import Client

    from partnerships.models import User

    for page in PAGES:
        client = Client()
        user = User.objects.get(email=page.email)
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        page.cookie = client.cookies["sessionid"].value


def start_server(port: int) -> subprocess.Popen[bytes]:
    """The web server of the demo, on a free port."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
            *("--blocking-threads", "2", "--log-level", "warning", "config.wsgi:application"),
        ]
    )
    wait_until(lambda: answers(port), 60)
    return server


def answers(port: int) -> bool:
    """Whether the server is up."""
    try:
        with closing(http.client.HTTPConnection("localhost", port, timeout=5)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except OSError:
        return False


def measure(port: int, rounds: int = ROUNDS, warm_up: int = WARM_UP) -> None:
    """All pages in turn, round after round, so that noise hits all alike."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as connection:
        for number in range(warm_up + rounds):
            for page in PAGES:
                taken = ask(connection, page)
                if number >= warm_up:
                    page.times.append(taken)


def ask(connection: http.client.HTTPConnection, page: Page) -> float:
    """Opens a page; how many seconds it took. Notes its size and what it asked the database."""
    started = time.perf_counter()
    connection.request("GET", page.path, headers={"Cookie": f"sessionid={page.cookie}"})
    answer: Any = connection.getresponse()
    body = answer.read()
    taken = time.perf_counter() - started
    if answer.status != 200:
        raise SystemExit(f"{page.path} answered {answer.status}.")
    page.statements, page.size = int(answer.headers["X-SQL-Count"]), len(body)
    return taken


def report() -> None:
    """One row a page: times the floor's median; the floor itself in milliseconds."""
    floor = statistics.median(PAGES[0].times)
    rounds = len(PAGES[0].times)
    print(f"floor: {floor * 1000:.1f} ms; figures are times the floor, {rounds} rounds")
    print(f"{'page':34}{'min':>6}{'median':>8}{'p95':>7}{'goal':>6}{'SQL':>5}{'goal':>6}{'kB':>6}")
    for page in PAGES:
        slow = sorted(page.times)[int(len(page.times) * 0.95)]
        shown = [min(page.times) / floor, statistics.median(page.times) / floor, slow / floor]
        print(
            f"{page.name:34}{shown[0]:6.1f}{shown[1]:8.1f}{shown[2]:7.1f}{page.goal[0]:6}"
            f"{page.statements:5}{page.goal[1]:6}{page.size / 1000:6.1f}"
        )


if __name__ == "__main__":
    main()
