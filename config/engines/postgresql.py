"""The embedded PostgreSQL: made with passwords from its first moment, no trust, no socket."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from config.engines.home import EngineError, Home, password
from config.engines.processes import Child, run_as, spawn

DATABASE = "partnerships"
SQL = Path(__file__).resolve().parent.parent / "tenancy" / "sql"
START_SECONDS = 90  # a large write-ahead log is replayed after a crash
_THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def start_postgresql(
    home: Home, log: Path, *, throwaway: bool, cancelled: Callable[[], bool]
) -> tuple[Child, int]:
    """Starts the server (making the cluster first if there is none) and returns it with its port.

    Raises EngineError when it does not come up, with the end of its log.
    """
    _make_cluster(home, throwaway=throwaway)
    data, port = home.folder / "postgres", home.port("postgres")
    settings = [
        "listen_addresses=127.0.0.1",
        f"port={port}",
        "unix_socket_directories=",
        "password_encryption=scram-sha-256",
        *(_THROWAWAY if throwaway else ()),
    ]
    options = [part for setting in settings for part in ("-c", setting)]
    child = spawn(
        "PostgreSQL",
        [home.postgres / "postgres", "-D", data, *options],
        log=log,
        environment={"LC_ALL": "C"},
        user=home.user,
        stop_signal=signal.SIGINT,  # its fast shutdown: TERM would wait for every client
    )
    try:
        _wait_until_ready(child, url(home.root, port, "superuser", "postgres"), cancelled)
        _prepare(home, port, throwaway=throwaway)
    except BaseException:
        child.kill()
        raise
    return child, port


def url(root: Path, port: int, who: str, database: str = DATABASE) -> str:
    """The address of `database` for `superuser`, `owner` or `login`, with its password."""
    role = {"superuser": "postgres", "owner": "csp_owner", "login": "csp_login"}[who]
    return f"postgresql://{role}:{password(root, who)}@127.0.0.1:{port}/{database}"


def _make_cluster(home: Home, *, throwaway: bool) -> None:
    data = home.folder / "postgres"
    if data.exists():
        made_by = (data / "PG_VERSION").read_text().strip()
        if made_by != "18":
            raise EngineError(
                f"The data in {data} belongs to PostgreSQL {made_by}; "
                "'make demo-reset' starts over."
            )
        return
    draft, password_file = home.folder / "postgres.new", home.folder / "password.new"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir()
    password_file.touch(mode=0o600)
    password_file.write_text(password(home.root, "superuser"))
    home.give(draft)
    home.give(password_file)
    try:
        made = run_as(
            home.user,
            [
                home.postgres / "initdb",
                *("--pgdata", draft),
                *("--username", "postgres"),
                *("--pwfile", password_file),
                "--auth-local=scram-sha-256",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                "--no-instructions",
                # A password that lives for one run need not take its client milliseconds to prove.
                *(("--no-sync", "--set=scram_iterations=1") if throwaway else ()),
            ],
        )
    except OSError as error:
        raise EngineError(
            f"The wheel's PostgreSQL does not run on this machine: {error}"
        ) from error
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise EngineError(f"PostgreSQL's initdb failed in {draft}: {made.stderr.strip()}")
    draft.rename(data)  # a half-made cluster never has the final name


def _wait_until_ready(child: Child, address: str, cancelled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if not child.is_alive:
                raise EngineError(f"PostgreSQL did not start:\n{child.last_lines()}") from error
            if cancelled():
                raise EngineError("Stopped while PostgreSQL was starting.") from error
            if time.monotonic() > deadline:
                raise EngineError(
                    f"PostgreSQL was not ready after {START_SECONDS} s: {error}"
                ) from error
        time.sleep(0.05)


def _prepare(home: Home, port: int, *, throwaway: bool) -> None:
    """Roles, their passwords, and the database: the same SQL as in production."""
    with psycopg.connect(url(home.root, port, "superuser", "postgres"), autocommit=True) as server:
        server.execute((SQL / "bootstrap.sql").read_bytes())
        for role, who in (("csp_owner", "owner"), ("csp_login", "login")):
            server.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(password(home.root, who))
                )
            )
        if throwaway:  # the test runner makes its databases as the owner
            server.execute("ALTER ROLE csp_owner CREATEDB")
        known = server.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.rowcount == 0:
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER csp_owner").format(sql.Identifier(DATABASE))
            )
    with psycopg.connect(url(home.root, port, "superuser"), autocommit=True) as database:
        database.execute((SQL / "database.sql").read_bytes())
