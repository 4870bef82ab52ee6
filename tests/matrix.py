"""Rows of the access matrix: one for every address of the product.

Each app keeps its rows in `tests/<app>/access_rows.py` as `ROWS: dict[url name, Row]`. The walk
in `tests/kernel/test_url_walk.py` fails for an address without a row and for a row without an
address, and tries each against anonymous, stranger, every role, and another convener's owner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.cast import House


@dataclass(frozen=True)
class Row:
    """What an address answers.

    permission: the name a member needs; None for an open door. args: makes what the address
    names in a house (opening the scope itself) and returns the URL arguments after the convener.
    get, post: status for a permitted member; None is 405. `post` is an empty POST. put, delete
    likewise, for the API. changes: the name that other verbs than GET need, where it differs.
    is_common: what its ids name belongs to no partnership, so that it needs no delegation.
    silent: why a POST that is taken leaves no line in the audit trail; empty when it must.
    """

    permission: str | None
    args: Callable[[House], list[Any]] = lambda house: []
    get: int | None = 200
    post: int | None = None
    put: int | None = None
    patch: int | None = None
    delete: int | None = None
    changes: str | None = None
    is_common: bool = False
    silent: str = ""


def of_partnership(house: House) -> list[Any]:
    """Arguments of an address that names the house's partnership."""
    return [house.partnership.slug]
