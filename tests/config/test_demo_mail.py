"""The demo's mail server keeps what it accepted, envelope included."""

from __future__ import annotations

import mailbox
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "config.demo_mail", "--port", str(port)]
    process = subprocess.Popen([*command, "--maildir", str(tmp_path / "mail")], cwd=REPOSITORY)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield port
    process.terminate()
    assert process.wait(timeout=5) == 0


def test_accepted_message_is_in_the_maildir_with_its_envelope(server: int, tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Ihre Übereinkunft 🖊"
    message["Message-ID"] = "<one@localhost>"
    message.set_content("Please sign.")
    with smtplib.SMTP("127.0.0.1", server) as client:
        client.send_message(message, "from@example.org", ["one@example.org", "two@example.org"])
    [kept] = mailbox.Maildir(tmp_path / "mail")
    assert kept["Message-ID"] == "<one@localhost>"
    assert kept["X-Envelope-From"] == "from@example.org"
    assert kept["X-Envelope-To"] == "one@example.org, two@example.org"
    assert kept.get_payload().strip() == "Please sign."


def test_message_refused_halfway_is_not_kept(server: int, tmp_path: Path) -> None:
    with socket.create_connection(("127.0.0.1", server)) as raw:
        raw.sendall(b"EHLO x\r\nMAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\nhalf")
        time.sleep(0.3)
    assert list(mailbox.Maildir(tmp_path / "mail", create=True)) == []
