"""Telling a worker that there is work. What a broker that is away forgets, beat finds later."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from kombu.exceptions import OperationalError

#: Seconds until a broker that was away is tried again; each try may take its time limits.
WAIT_SECONDS = 5.0

_log = logging.getLogger(__name__)
#: The moment at which it is tried again; for all threads of the process.
_away_until = 0.0


def queue(task: Any, values: Mapping[str, str] | None = None) -> bool:
    """Tells a worker; False, with a line in the log, when the broker cannot be reached."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        task.apply_async(kwargs=dict(values or {}), retry=False)
    except OperationalError:
        _away_until = time.monotonic() + WAIT_SECONDS
        _log.warning("The broker is away; beat will find %s.", task.name)
        return False
    return True
