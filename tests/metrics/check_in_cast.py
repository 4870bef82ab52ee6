"""What check-in and evaluation tests borrow: a partner with a contact, links, answered rounds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from agreements.models import Agreement, AgreementState, Commitment, Responsibility
from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.models import CheckIn, CheckInSchedule
from metrics.services.check_in_production import produce_check_ins
from metrics.services.check_in_upkeep import close_overdue
from metrics.services.evaluation_rounds import Person, open_round, start_round
from partnerships.models import Message
from partnerships.services.links import make_link
from partnerships.services.outbox import claim_due_messages, record_sent
from stakeholders.models import Candidacy, Contact, Organization, Sector, Stage, name_key
from tests.cast import House


def today_of(house: House) -> date:
    """Today where the house is."""
    from metrics.services.evaluation_rounds import local_date

    return local_date(house.convener)


def make_partner(house: House, name: str = "Prairie Care Hospital", **fields: Any) -> Contact:
    """A committed partner with the contact Ruth Aldous; inside the house's scope."""
    organization = Organization.objects.create(
        name=name, name_key=name_key(name), sector=Sector.BUSINESS, **fields
    )
    domain = "".join(letter for letter in name.lower() if letter.isalnum())
    contact = Contact.objects.create(
        organization=organization, name="Ruth Aldous", email=f"ruth@{domain}.example"
    )
    Candidacy.objects.create(
        partnership=house.partnership,
        no_profile_reason="A test's partner.",
        organization=organization,
        contact=contact,
        stage=Stage.COMMITTED,
    )
    return contact


def make_schedule(house: House, name: str = "Prairie Care Hospital", **fields: Any) -> Any:
    """A monthly schedule due today, owned by the manager (or the owner); inside the scope."""
    goal = fields.pop("goal", "Fill three nursing-assistant shifts by summer.")
    contact = make_partner(house, name, stated_goal=goal)
    owner = house.members.get("manager") or house.members["owner"]
    today = today_of(house)
    values = {"owner": owner, "starts_on": today, "next_on": today, **fields}
    return CheckInSchedule.objects.create(
        partnership=house.partnership,
        organization=contact.organization,
        contact=contact,
        **values,
    )


def make_check_in(house: House, name: str = "Prairie Care Hospital", **fields: Any) -> CheckIn:
    """A check-in that was produced and whose mail was sent; inside the scope."""
    schedule = make_schedule(house, name, **fields)
    produce_check_ins(house.convener)
    CheckIn.objects.filter(schedule=schedule).update(state="sent")
    Message.objects.filter(subject_id__in=schedule.check_ins.values("pk")).update(state="sent")
    return schedule.check_ins.get()


def let_time_pass(house: House, days: int = 40) -> None:
    """Everything about check-ins happened so many days earlier; what is overdue closes."""
    back = timedelta(days=days)
    for check_in in CheckIn.objects.order_by("due_on"):  # the oldest first: no two on one day
        CheckIn.objects.filter(pk=check_in.pk).update(
            due_on=F("due_on") - back,
            closes_on=F("closes_on") - back,
            remind_on=F("remind_on") - back,
        )
    CheckInSchedule.objects.update(next_on=today_of(house))
    close_overdue(house.convener)


def silence(house: House) -> None:
    """Asked, and not answered until it closed."""
    produce_check_ins(house.convener)
    Message.objects.filter(state="queued").update(
        state="sent", dedupe_key=Concat(Value("sent:"), Cast("id", CharField()))
    )
    let_time_pass(house)


def link_to(house: House, subject_id: Any) -> str:
    """The token in the mail about a subject."""
    with house.scope():
        return make_link(Message.objects.filter(subject_id=subject_id).latest("created_at"))


def make_commitment(house: House, organization: Any, **fields: Any) -> Commitment:
    """A promise of a complete agreement, due yesterday; inside the scope."""
    today = today_of(house)
    agreement, _ = Agreement.objects.get_or_create(
        partnership=house.partnership,
        organization=organization,
        title="Host students",
        defaults={
            "kind": "mou",
            "template_name": "Host agreement",
            "consequence": "Either side can stop.",
            "starts_on": today - timedelta(days=90),
            "ends_on": today + timedelta(days=90),
            "state": AgreementState.COMPLETE,
        },
    )
    values = {
        "side": "partner",
        "text": "Host two students",
        "due_on": today - timedelta(days=1),
        **fields,
    }
    promise = Responsibility.objects.create(
        agreement=agreement, side=values["side"], text=values["text"]
    )
    return Commitment.objects.create(
        partnership=house.partnership, agreement=agreement, responsibility=promise, **values
    )


def people(count: int) -> list[Person]:
    """So many people of partners."""
    return [
        Person(f"Person {number}", f"person{number}@partner.example", "partner", "A partner")
        for number in range(count)
    ]


def make_round(house: House, count: int = 6) -> Any:
    """An open round that asked so many people; inside the scope."""
    actor = house.actor("manager" if "manager" in house.members else "owner")
    made = start_round(
        house.partnership,
        closes_on=today_of(house) + timedelta(days=14),
        phase="implementation",
        people=people(count),
        actor=actor,
    )
    return open_round(made, actor=actor)


def deliver(house: House) -> int:
    """Stands for the mail server: accepts what is due."""
    with dispatch_scope():
        claimed = claim_due_messages()
        for claim in claimed:
            record_sent(claim)
    with convener_scope(house.convener.pk):
        return len(claimed)
