"""Queueing that survives a broker which is away: beat finds the work later."""

from __future__ import annotations

import logging
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def queue(task: Any, values: dict[str, str]) -> bool:
    """Tells a worker; False, with a line in the log, when the broker cannot be reached."""
    try:
        task.apply_async(kwargs=values, retry=False)
    except OperationalError:
        logger.warning("The broker is away; beat will find %s.", task.name)
        return False
    return True
