"""Text that XML can carry."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text without control characters, halves of characters and non-characters."""
    return "".join(" " if _unprintable(ord(sign)) else sign for sign in text)


def _unprintable(code: int) -> bool:
    return code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE
