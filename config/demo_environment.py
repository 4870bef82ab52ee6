"""The environment of the demo and of a developer's clone: everything under `.local/`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.engines.home import write_private

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"


@dataclass(frozen=True)
class DemoFolders:
    """Where the demo keeps what it must find again at its next start."""

    local: Path = LOCAL

    @property
    def engines(self) -> Path:
        """PostgreSQL's and Valkey's data."""
        return self.local / "engines"

    @property
    def mail(self) -> Path:
        """The maildir of the demo's mail server."""
        return self.local / "mail"

    @property
    def files(self) -> Path:
        """Signed agreements and reports."""
        return self.local / "files"

    @property
    def private(self) -> Path:
        """The demo's own secret key, sealing certificate and beat schedule."""
        return self.local / "demo"

    @property
    def logs(self) -> Path:
        """One file for each child."""
        return self.local / "logs"


def demo_environment(folders: DemoFolders, *, port: int, mail_port: int) -> dict[str, str]:
    """What settings need, apart from the engines' addresses; makes keys at first use."""
    from config.sealing import make_demo_certificate

    folders.private.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret_key = folders.private / "secret_key"
    if not secret_key.exists():
        write_private(secret_key, secrets.token_urlsafe(64))
    sealing = folders.private / "sealing"
    if not (sealing / "passphrase").exists():
        sealing.mkdir(mode=0o700, exist_ok=True)
        make_demo_certificate(sealing)
    return {
        "DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": secret_key.read_text().strip(),
        "BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "STORAGE_ROOT": str(folders.files),
        "SEALING_KEY_FILE": str(sealing / "key.pem"),
        "SEALING_CERTIFICATE_FILE": str(sealing / "certificate.pem"),
        "SEALING_PASSPHRASE": (sealing / "passphrase").read_text().strip(),
        "DEMO_MAIL_ROOT": str(folders.mail),
    }


def is_clone_without_settings() -> bool:
    """Whether nothing that a deployment sets is set, so that a clone's own engines are meant."""
    deployment = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL")
    return not any(os.environ.get(name) for name in deployment)


def fill_environment() -> None:
    """Gives a plain `python manage.py …` in a clone the demo's settings, where none are set."""
    folders = DemoFolders()
    environment = demo_environment(
        folders,
        port=kept_port(folders, "web", default=8000),
        mail_port=kept_port(folders, "mail", default=1),
    )
    for name, value in environment.items():
        os.environ.setdefault(name, value)


def kept_port(folders: DemoFolders, name: str, *, default: int) -> int:
    """The port the demo last used for `name`."""
    path = folders.private / f"{name}.port"
    return int(path.read_text()) if path.exists() else default


def keep_port(folders: DemoFolders, name: str, port: int) -> None:
    """Remembers the port for commands beside the demo."""
    folders.private.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folders.private / f"{name}.port").write_text(str(port))
