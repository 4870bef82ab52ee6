"""Two who press at the same moment, over connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from tests.cast import House


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs each on a thread with a connection of its own, starting together; results or
    exceptions, in order."""
    start = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            results[place] = act()
        except Exception as refusal:  # noqa: BLE001  # the test looks at what came back
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def twice(house: House, act: Callable[[], Any]) -> list[Any]:
    """The same by two in a house's scope."""

    def act_in_scope() -> Any:
        with house.scope():
            return act()

    return at_once(act_in_scope, act_in_scope)
