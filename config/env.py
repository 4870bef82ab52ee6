"""The environment, typed. Every variable the product reads is declared here, once.

A wrong or missing value stops the process with one sentence that names the variable and says
what would be right, so that a deployment fails at its start and not at its first request.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import ParseResult, unquote, urlparse

_REQUIRED = object()


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what it is for, and whether production needs it."""

    name: str
    meaning: str
    required: bool


NAMES: dict[str, Variable] = {}


def stop(sentence: str) -> NoReturn:
    """Ends the process with exit code 1 and one sentence on standard error."""
    sys.stderr.write(sentence.rstrip() + "\n")
    raise SystemExit(1)


def _read[T](
    name: str, meaning: str, default: Any, convert: Callable[[str], T], expected: str
) -> T | None:
    NAMES[name] = Variable(name, meaning, default is _REQUIRED)
    raw = os.environ.get(name, "").strip()
    if not raw:
        if default is _REQUIRED:
            stop(f"{name} is not set: {meaning}.")
        return default
    try:
        return convert(raw)
    except ValueError:
        shown = "its value" if "KEY" in name or "PASS" in name or "URL" in name else repr(raw)
        stop(f"{name} is wrong: {shown} is not {expected}.")


def text(name: str, meaning: str, default: Any = _REQUIRED) -> str:
    """A string; empty counts as not set."""
    return _read(name, meaning, default, str, "text") or ""


def boolean(name: str, meaning: str, default: bool) -> bool:
    """`1/true/yes/on` or `0/false/no/off`."""

    def convert(raw: str) -> bool:
        table = dict.fromkeys(("1", "true", "yes", "on"), True)
        table |= dict.fromkeys(("0", "false", "no", "off"), False)
        if raw.lower() not in table:
            raise ValueError
        return table[raw.lower()]

    return bool(_read(name, meaning, default, convert, "1 or 0"))


def integer(name: str, meaning: str, default: int, *, least: int = 0) -> int:
    """A whole number not below `least`."""

    def convert(raw: str) -> int:
        value = int(raw)
        if value < least:
            raise ValueError
        return value

    result = _read(name, meaning, default, convert, f"a whole number of at least {least}")
    return default if result is None else result


def path(name: str, meaning: str, default: Any = _REQUIRED) -> Path | None:
    """A file-system path; it need not exist yet."""
    return _read(name, meaning, default, Path, "a path")


def url(name: str, meaning: str, default: Any, *, schemes: tuple[str, ...]) -> ParseResult | None:
    """An absolute URL with one of `schemes`."""

    def convert(raw: str) -> ParseResult:
        parsed = urlparse(raw)
        if parsed.scheme not in schemes or not parsed.hostname:
            raise ValueError
        _ = parsed.port  # raises ValueError when it is no number
        return parsed

    expected = f"an address such as {schemes[0]}://host:port/…"
    return _read(name, meaning, default, convert, expected)


def database(parsed: ParseResult) -> dict[str, Any]:
    """Django's connection settings for a `postgresql://user:password@host:port/name` URL."""
    return {
        "NAME": parsed.path.lstrip("/"),
        "USER": unquote(parsed.username or ""),
        "PASSWORD": unquote(parsed.password or ""),
        "HOST": parsed.hostname or "",
        "PORT": str(parsed.port or 5432),
    }
