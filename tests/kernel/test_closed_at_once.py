"""What is written in the instant in which its partnership is closed waits, and is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from agreements.models import Agreement
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.redrafts import copy_as_draft, take_back_to_change
from agreements.services.sending import send_agreement
from metrics.models import CheckInSchedule, EvaluationRound
from metrics.services.check_in_schedules import create_schedule, send_check_in
from metrics.services.evaluation_rounds import open_round, start_round
from partnerships.models import PARTS
from partnerships.services.charter import approve_document, save_draft
from partnerships.services.delegations import delegate_recruitment
from partnerships.services.outreach import PartnershipClosed, override_outreach
from partnerships.services.partnerships import move_phase
from stakeholders.models import Candidacy, Contact, Need, ParticipantProfile
from stakeholders.services.candidacies import (
    agree_match,
    contact_by_call,
    contact_by_mail,
    invite_candidate,
    reopen_candidacy,
    start_interview,
)
from stakeholders.services.plan import (
    change_need,
    change_profile,
    create_need,
    create_profile,
    move_need,
)
from tests.agreements.makers import TOM, draft, invite, sent
from tests.cast import House, today
from tests.conftest import superuser_connection
from tests.metrics.check_in_cast import make_partner, make_schedule, people
from tests.processes import wait_until
from tests.stakeholders.world import ALL_SCORED, add_candidacy, add_profile

PURPOSE = {key: "In our words." for key, _, _ in PARTS["purpose"]}
NEED = {"kind": "expertise", "description": "Somebody who stays late", "needed_by": None}
SEAT = {"title": "Evening", "sector": "business", "skills": "-", "need_met": "-", "seats": 1}
BLOCKED = """SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def prospect(stage: str, **facts: Any) -> Callable[[House], Any]:
    """Makes a candidacy in a stage."""
    return lambda house: add_candidacy(house, stage, **facts)


def moved(move: Callable[..., Any], **words: Any) -> Callable[[House], Any]:
    """Moves the only candidacy."""
    return lambda house: move(Candidacy.objects.get(), actor=house.actor("owner"), **words)


def acted(act: Callable[..., Any], **words: Any) -> Callable[[House], Any]:
    """Does something with the only agreement."""
    return lambda house: act(Agreement.objects.get(), actor=house.actor("owner"), **words)


def ready(house: House) -> None:
    """A draft for somebody who was invited."""
    invite(house)
    draft(house)


def declined(house: House) -> None:
    """An agreement that the partner decided against."""
    decline_agreement(sent(house), TOM.email, reason="Not now.", actor=house.actor("owner"))


def drafted(house: House) -> None:
    """An evaluation that was not sent out yet."""
    start_round(
        house.partnership,
        closes_on=today() + timedelta(days=14),
        phase="implementation",
        people=people(6),
        actor=house.actor("owner"),
    )


#: What is there before a write, where it is more than a need and a profile.
BEFORE: dict[str, Callable[[House], Any]] = {
    "approval": lambda house: save_draft(
        house.partnership, "purpose", PURPOSE, actor=house.actor("owner")
    ),
    "mail": prospect("identified"),
    "call": prospect("identified"),
    "interview": prospect("contacted"),
    "match": prospect("interviewing", scores=ALL_SCORED),
    "invitation": prospect("matched", scores=ALL_SCORED),
    "candidacy again": prospect("closed"),
    "sending": ready,
    "taking back": sent,
    "asking again": declined,
    "new version": declined,
    "check-ins": make_partner,
    "check-in": make_schedule,
    "evaluation": drafted,
}

WRITES: dict[str, Callable[[House], Any]] = {
    "draft": BEFORE["approval"],
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
    "mail": moved(contact_by_mail, subject="Clinic sites", body="May we talk?"),
    "call": moved(contact_by_call, note="They will call back."),
    "interview": moved(start_interview),
    "match": moved(agree_match),
    "invitation": moved(invite_candidate, reason="Both see the fit."),
    "candidacy again": moved(reopen_candidacy, reason="They called."),
    "agreement": draft,
    "sending": acted(send_agreement, sign_by=today() + timedelta(days=14)),
    "taking back": acted(take_back_to_change, reason="Other hours."),
    "asking again": acted(reopen_agreement, reason="They called."),
    "new version": acted(copy_as_draft),
    "check-ins": lambda house: create_schedule(
        house.partnership,
        contact=Contact.objects.get(),
        owner=house.members["owner"],
        cadence=1,
        starts_on=today(),
        actor=house.actor("owner"),
    ),
    "check-in": lambda house: send_check_in(
        CheckInSchedule.objects.get(), actor=house.actor("owner")
    ),
    "evaluation draft": drafted,
    "evaluation": lambda house: open_round(
        EvaluationRound.objects.get(), actor=house.actor("owner")
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WRITES)
def test_write_that_meets_the_closing_is_refused(prairie: House, name: str) -> None:
    if "need" in name or "profile" in name:
        add_profile(prairie)
    if name in BEFORE:
        with prairie.scope():
            BEFORE[name](prairie)
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
