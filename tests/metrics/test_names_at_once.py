"""Two who give the same name at the same moment make one region, and one period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from metrics.models import Period, PeriodKind
from metrics.services.periods import create_period
from partnerships.models import Region
from partnerships.services.partnerships import find_or_make_region
from tests.cast import House
from tests.presses import at_once

pytestmark = pytest.mark.django_db(transaction=True)
#: One try might pass by luck.
TRIES = range(8)


def in_scope(house: House, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with house.scope():
            return act()

    return run


def test_region_that_two_spell_differently_is_made_once(prairie: House) -> None:
    for number in TRIES:
        names = (f"North {number}", f"NORTH {number}")
        acts = [in_scope(prairie, partial(find_or_make_region, name)) for name in names]
        first, second = at_once(*acts)
        assert first == second
    with prairie.scope():
        assert Region.objects.filter(name__istartswith="north").count() == len(TRIES)


def test_period_of_one_name_and_two_kinds_is_made_once(prairie: House) -> None:
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    make = partial(create_period, actor=prairie.actor("owner"), **days)
    kinds = (PeriodKind.CALENDAR_YEAR, PeriodKind.SCHOOL_YEAR)
    for number in TRIES:
        acts = [in_scope(prairie, partial(make, label=f"Y{number}", kind=kind)) for kind in kinds]
        refused = [one for one in at_once(*acts) if isinstance(one, Exception)]
        assert [type(one) for one in refused] == [ValidationError]
    with prairie.scope():
        assert Period.objects.filter(label__startswith="Y").count() == len(TRIES)
