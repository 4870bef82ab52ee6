"""The supervisor with stand-ins for its services: order, time, and nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.demo import chosen_port, services
from config.demo_environment import DemoFolders
from config.supervisor import Failure

REPOSITORY = Path(__file__).resolve().parents[2]

#: Runs a table of stand-ins as `make demo` runs its own; each says in a common file when it ends.
RUNNER = """
import os, sys
from pathlib import Path
from config.supervisor import Service, Supervisor, supervise

folder, scripts = Path(sys.argv[1]), sys.argv[2:]
supervisor = Supervisor(folder / "logs", folder, ("beat", "web", "worker", "mail"))

def run():
    for pair in scripts:
        name, _, script = pair.partition("=")
        supervisor.start(Service(name, [sys.executable, "-c", script], dict(os.environ)))
    supervisor.wait_for(lambda: len(list(folder.glob("*.up"))) == len(scripts), 20, "not up")
    print("Ready", flush=True)
    while True:
        supervisor.look()

sys.exit(supervise(supervisor, run, lambda: (folder / "engines-stopped").touch()))
"""
OBEDIENT = """
import os, signal, sys, time
def end(*_):
    with open("ended", "a") as out: out.write("NAME\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open("NAME.up", "w").write(str(os.getpid()))
while True: time.sleep(1)
"""
STUBBORN = """
import os, signal, subprocess, sys, time
received = []
signal.signal(signal.SIGTERM, lambda *_: open("signals", "a").write("TERM\\n"))
pool = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
lost = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"],
                        start_new_session=True)
open("pool", "w").write(f"{pool.pid} {lost.pid}")
open("NAME.up", "w").write(str(os.getpid()))
while True: time.sleep(0.1)
"""
FAILING = """
print("the reason it failed")
open("NAME.up", "w").close()
import time; time.sleep(1); raise SystemExit(3)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def run(
    folder: Path, started: list[subprocess.Popen[str]], **scripts: str
) -> subprocess.Popen[str]:
    pairs = [f"{name}={script.replace('NAME', name)}" for name, script in scripts.items()]
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(folder), *pairs],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_one_signal_stops_all_and_then_the_engines(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    demo = run(tmp_path, started, mail=OBEDIENT, worker=OBEDIENT, beat=OBEDIENT, web=OBEDIENT)
    assert demo.stdout.readline() == "Ready\n"
    demo.send_signal(signal.SIGTERM)
    demo.communicate(timeout=8)
    assert sorted((tmp_path / "ended").read_text().split()) == ["beat", "mail", "web", "worker"]
    assert (tmp_path / "engines-stopped").exists()
    assert demo.returncode == 0


def test_signal_at_any_moment_of_a_look_is_heard() -> None:
    """Thousands of them, so that some come in the middle of a look."""
    script = """
import os, signal, subprocess, sys
from pathlib import Path
from config.supervisor import Interrupted, Supervisor

supervisor = Supervisor(Path(), Path())
supervisor.listen()
many = f"import os, signal\\nfor _ in range(20_000): os.kill({os.getpid()}, signal.SIGTERM)"
sender = subprocess.Popen([sys.executable, "-c", many])
while sender.poll() is None:
    try:
        supervisor.look()
    except Interrupted:
        continue
print(supervisor.is_asked_to_stop)
"""
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("True\n", "")


def test_control_c_twice_stops_stubborn_children_in_time(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    demo = run(tmp_path, started, worker=STUBBORN, beat=OBEDIENT)
    assert demo.stdout.readline() == "Ready\n"
    pids = [int(pid) for pid in (tmp_path / "pool").read_text().split()]
    began = time.monotonic()
    demo.send_signal(signal.SIGINT)
    time.sleep(0.3)
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=8)
    assert time.monotonic() - began < 8
    assert (tmp_path / "signals").read_text() == "TERM\n"
    assert not [pid for pid in pids if is_running(pid)]


def test_child_that_dies_is_named_with_its_last_lines(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    demo = run(tmp_path, started, web=OBEDIENT, worker=FAILING)
    _, complaint = demo.communicate(timeout=15)
    assert demo.returncode == 1
    assert "worker stopped unexpectedly (exit code 3)" in complaint
    assert "the reason it failed" in complaint
    assert not is_running(int((tmp_path / "web.up").read_text()))


def test_supervisor_killed_by_force_leaves_no_child(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    demo = run(tmp_path, started, web=OBEDIENT, worker=OBEDIENT)
    assert demo.stdout.readline() == "Ready\n"
    demo.kill()
    demo.communicate()
    pids = [int((tmp_path / f"{name}.up").read_text()) for name in ("web", "worker")]
    deadline = time.monotonic() + 8
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if is_running(pid)]


def test_every_child_has_a_session_of_its_own(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    demo = run(tmp_path, started, web=OBEDIENT, worker=OBEDIENT)
    assert demo.stdout.readline() == "Ready\n"
    for name in ("web", "worker"):
        pid = int((tmp_path / f"{name}.up").read_text())
        assert os.getsid(pid) == pid
    demo.send_signal(signal.SIGTERM)
    demo.communicate(timeout=8)


def test_port_that_is_taken_is_answered_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(Failure, match=f"Port {port} is taken"):
            chosen_port()


@pytest.mark.parametrize("value", ["abc", "0", "70000", "-1", "8000.5"])
def test_port_that_is_no_port_is_answered_with_a_sentence(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Failure, match="PORT is wrong"):
        chosen_port()


def test_demo_services_are_those_of_production_and_a_mail_server(tmp_path: Path) -> None:
    table = services(DemoFolders(tmp_path), {"REDIS_URL": "redis://x"}, 8123)
    assert list(table) == ["mail", "worker", "beat", "web"]
    assert "8123" in table["web"].command
    assert all("DATABASE_OWNER_URL" not in service.environment for service in table.values())
