"""Log lines without secrets: an address may hold a token that opens a door."""

from __future__ import annotations

import logging
import re

#: What `config.links.new_token` makes, wherever it stands: 43 signs that are safe in an address.
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])", re.ASCII)
#: The key of a mail that sets a new password.
RESET_KEY = re.compile(r"(/password/reset/key/)[^/\s]+")


def masked(line: str) -> str:
    """The line with every token left out."""
    return RESET_KEY.sub(r"\1…", TOKEN.sub("…", line))


class MaskedFormatter(logging.Formatter):
    """Formats a record, its traceback included, and then leaves the tokens out.

    Django logs the address of every answer from 400 on, and a door answers a mistyped form with
    422: whoever reads the log could otherwise sign.
    """

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
