"""The cache, and what stands in for it while Valkey is away.

The cache only counts: attempts to sign in, uses of a link, requests of a program. Everything that
must be kept is in PostgreSQL. While Valkey is away each process counts in its own memory, so that
people sign in and sign, and every limit still holds within a process.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

#: Seconds until Valkey is asked again; each try may take the connection's time limit.
WAIT_SECONDS = 5.0
MOST_KEYS = 20_000

_log = logging.getLogger(__name__)
#: Server to the moment at which it is tried again; for all threads of the process.
_away_until: dict[str, float] = {}


class SteadyCache(BaseCache):
    """Valkey's answers; while it is away, those of this process's own memory."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._server = server
        self._shared = RedisCache(server, params)
        self._here = LocMemCache(server, {**params, "OPTIONS": {"MAX_ENTRIES": MOST_KEYS}})

    def _do(self, name: str, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= _away_until.get(self._server, 0.0):
            try:
                return getattr(self._shared, name)(*args, **options)
            except RedisError:
                _away_until[self._server] = time.monotonic() + WAIT_SECONDS
                _log.warning("The cache is away: this process counts by itself for a while.")
        return getattr(self._here, name)(*args, **options)

    def add(self, *args: Any, **options: Any) -> bool:
        return bool(self._do("add", *args, **options))

    def get(self, *args: Any, **options: Any) -> Any:
        return self._do("get", *args, **options)

    def set(self, *args: Any, **options: Any) -> None:
        self._do("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> bool:
        return bool(self._do("touch", *args, **options))

    def delete(self, *args: Any, **options: Any) -> bool:
        return bool(self._do("delete", *args, **options))

    def incr(self, *args: Any, **options: Any) -> int:
        return int(self._do("incr", *args, **options))

    def has_key(self, *args: Any, **options: Any) -> bool:
        return bool(self._do("has_key", *args, **options))

    def clear(self) -> None:
        self._do("clear")
