"""The seal of a scope: injected SQL can write settings, but not the seal that makes them count.

An HMAC-SHA256 over role, ids and expiry, with a key derived from SECRET_KEY. The database holds
the key's two pads in a table that no role of a request may read; `tenancy.seal_holds()` checks.
Whoever has SECRET_KEY or runs code in the application can seal; SQL alone cannot.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from functools import lru_cache
from typing import Any

from django.conf import settings

#: Seconds that a scope may stay open. Longer than any transaction of the product, and longer than
#: the clocks of application and database may differ.
LIFETIME = 600
BLOCK = 64  # bytes, SHA-256


def sealed(role: str, ids: tuple[str, str, str]) -> tuple[str, str]:
    """The expiry, in seconds since 1970, and the seal of a role with convener, agency, subject."""
    expires = str(int(time.time()) + LIFETIME)
    said = "|".join((role, *ids, expires)).encode()
    return expires, hmac.digest(_key(settings.SECRET_KEY), said, "sha256").hex()


def store_key(cursor: Any) -> None:
    """Gives the database the key; on the owner's connection, after migrate and restore."""
    key = _key(settings.SECRET_KEY).ljust(BLOCK, b"\0")
    pads = [bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C)]
    cursor.execute(
        "INSERT INTO tenancy.seal_key (inner_pad, outer_pad) VALUES (%s, %s)"
        " ON CONFLICT (only_one) DO UPDATE"
        " SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        pads,
    )


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"the seal of a scope|" + secret.encode()).digest()
