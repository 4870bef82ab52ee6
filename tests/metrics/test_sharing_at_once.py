"""Two who change what is shared at the same moment act one after the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from config.tenancy.scopes import state_scope
from metrics.models import SharedIndicator
from metrics.services import observations, publishing, sharing
from metrics.services.sharing import revoke_sharing
from partnerships.models import SharingGrant
from tests.cast import House, make_house
from tests.metrics.measures_cast import make_indicator, record, second_partnership, share_with, year
from tests.presses import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def meeting(act: Callable[..., Any], door: Barrier) -> Callable[..., Any]:
    """An act before which the two meet, unless one of them waits for the other's lock."""

    def wait_and_act(*args: Any, **facts: Any) -> Any:
        with suppress(BrokenBarrierError):
            door.wait(1)
        return act(*args, **facts)

    return wait_and_act


def in_scope(house: House, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with house.scope():
            return act()

    return run


def test_two_figures_of_a_state_agency_are_both_in_its_copies(
    agency: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agency.scope():
        indicator, period = make_indicator(agency), year(2026)
        other = second_partnership(agency)
    both_deleted = meeting(publishing.rows_to_share, Barrier(2))
    monkeypatch.setattr(publishing, "rows_to_share", both_deleted)
    acts = [
        in_scope(house, partial(record, house, indicator, period, value))
        for house, value in ((agency, 40), (other, 50))
    ]
    assert [one for one in at_once(*acts) if isinstance(one, Exception)] == []
    with state_scope(agency.convener.pk):
        assert [row.value for row in SharedIndicator.objects.all()] == [90]


def test_figure_written_while_sharing_begins_reaches_the_agency(
    prairie: House, agency: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        indicator, period = make_indicator(prairie), year(2026)
    door = Barrier(2)
    for module, name in ((sharing, "publish_everything"), (observations, "publish_indicator")):
        monkeypatch.setattr(module, name, meeting(getattr(module, name), door))
    acts = [
        in_scope(prairie, partial(share_with, prairie, agency)),
        in_scope(prairie, partial(record, prairie, indicator, period, 40)),
    ]
    assert [one for one in at_once(*acts) if isinstance(one, Exception)] == []
    with state_scope(agency.convener.pk):
        assert [row.value for row in SharedIndicator.objects.all()] == [40]


def test_sharing_with_one_agency_and_ending_it_with_another_both_happen(
    prairie: House, agency: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {"level": "state", "kind": "education_agency"}
    labor = make_house("labor", "State Department of Labor", {"owner": "Lena Labor"}, **facts)
    owner = prairie.actor("owner")
    with prairie.scope():
        first = share_with(prairie, agency)
    monkeypatch.setattr(sharing, "record_event", meeting(sharing.record_event, Barrier(2)))
    acts = [
        in_scope(prairie, partial(share_with, prairie, labor)),
        in_scope(prairie, partial(revoke_sharing, first, actor=owner)),
    ]
    assert [one for one in at_once(*acts) if isinstance(one, Exception)] == []
    with prairie.scope():
        still_open = SharingGrant.objects.filter(revoked_at=None)
        assert [row.agency_id for row in still_open] == [labor.convener.pk]
