"""Magic-link tokens: 32 random bytes in an address, only their hash in the database."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A fresh token, 43 characters, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """The SHA-256 that is stored. Tokens are random, so no salt or stretching is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def new_code() -> str:
    """A six-digit code for a mail, uniformly random."""
    return f"{secrets.randbelow(1_000_000):06d}"
