"""The demo's mail server: a real SMTP server that keeps every message in a maildir.

`python -m config.demo_mail --port 2525 --maildir .local/mail`; it listens on loopback only.
The envelope is kept in the headers X-Envelope-From and X-Envelope-To.
"""

from __future__ import annotations

import argparse
import asyncio
import mailbox
import signal
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MAXIMUM_BYTES = 40 * 1024 * 1024  # a sealed agreement with attachments


class MaildirHandler:
    """Answers 250 only after the message is on disk."""

    def __init__(self, maildir: Path) -> None:
        maildir.parent.mkdir(parents=True, exist_ok=True)
        self.maildir = mailbox.Maildir(maildir, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Stores one message; aiosmtpd answers 451 for a failed write when this raises OSError."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        head = f"X-Envelope-From: {envelope.mail_from}\r\n"
        head += f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        self.maildir.add(head.encode("utf-8", "surrogateescape") + content)
        return "250 Kept"


async def serve(port: int, maildir: Path) -> None:
    """Runs until TERM or INT."""
    handler, loop, stopped = MaildirHandler(maildir), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    def session() -> Any:
        return SMTP(
            handler, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=MAXIMUM_BYTES
        )

    server = await loop.create_server(session, "127.0.0.1", port)
    await stopped.wait()
    server.close()


def main() -> None:
    """Reads the arguments and serves."""
    parser = argparse.ArgumentParser(description="Keeps mail in a maildir instead of sending it.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--maildir", type=Path, required=True)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.maildir))


if __name__ == "__main__":
    main()
