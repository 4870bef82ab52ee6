"""What is written in the instant in which its partnership is closed waits, and is refused."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from partnerships.models import PARTS
from partnerships.services.charter import approve_document, save_draft
from partnerships.services.delegations import delegate_recruitment
from partnerships.services.outreach import PartnershipClosed, override_outreach
from partnerships.services.partnerships import move_phase
from stakeholders.models import Need, ParticipantProfile
from stakeholders.services.plan import (
    change_need,
    change_profile,
    create_need,
    create_profile,
    move_need,
)
from tests.agreements.makers import draft
from tests.cast import House
from tests.conftest import superuser_connection
from tests.processes import wait_until
from tests.stakeholders.world import add_profile

PURPOSE = {key: "In our words." for key, _, _ in PARTS["purpose"]}
NEED = {"kind": "expertise", "description": "Somebody who stays late", "needed_by": None}
SEAT = {"title": "Evening", "sector": "business", "skills": "-", "need_met": "-", "seats": 1}
BLOCKED = """SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'"""

WRITES: dict[str, Callable[[House], Any]] = {
    "draft": lambda house: save_draft(
        house.partnership, "purpose", PURPOSE, actor=house.actor("owner")
    ),
    "approval": lambda house: approve_document(
        house.partnership.charter.get(state="draft"), actor=house.actor("owner")
    ),
    "override": lambda house: override_outreach(
        house.partnership, reason="It cannot wait.", actor=house.actor("owner")
    ),
    "delegation": lambda house: delegate_recruitment(
        house.partnership,
        actor=house.actor("owner"),
        name="Nia Reed",
        email="nia@cilc.example",
        organization_name="CILC",
    ),
    "agreement": draft,
    "need": lambda house: create_need(house.partnership, actor=house.actor("owner"), **NEED),
    "need change": lambda house: change_need(
        Need.objects.get(), actor=house.actor("owner"), **NEED
    ),
    "need met": lambda house: move_need(Need.objects.get(), "meet", actor=house.actor("owner")),
    "profile": lambda house: create_profile(
        house.partnership, actor=house.actor("owner"), need=Need.objects.get(), **SEAT
    ),
    "profile change": lambda house: change_profile(
        ParticipantProfile.objects.get(),
        actor=house.actor("owner"),
        need=Need.objects.get(),
        **SEAT,
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WRITES)
def test_write_that_meets_the_closing_is_refused(prairie: House, name: str) -> None:
    add_profile(prairie)
    if name == "approval":
        with prairie.scope():
            save_draft(prairie.partnership, "purpose", PURPOSE, actor=prairie.actor("owner"))
    refused: list[Exception] = []

    def write() -> None:
        try:
            with prairie.scope():
                WRITES[name](prairie)
        except PartnershipClosed as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    writer = Thread(target=write)
    with superuser_connection() as watcher, prairie.scope():
        move_phase(prairie.partnership, "close", actor=prairie.actor("owner"))
        writer.start()
        wait_until(lambda: watcher.execute(BLOCKED).fetchone() == (1,), 10)
    writer.join(30)
    assert [type(one) for one in refused] == [PartnershipClosed]
