"""Sample check-ins of the demo world: six months of answers, one low, one partner gone quiet.

Every answer is invented. Contacts are those of the stakeholders' sample; partners that it does
not know are added here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from config.clock import clock_at
from config.working_days import add_working_days
from metrics.models import CheckIn, CheckInSchedule, CheckInState
from metrics.rules.check_in_calendar import (
    CALL_WITHIN_WORKING_DAYS,
    OPEN_DAYS,
    due_date,
)
from metrics.services.check_in_answers import (
    LOW_CHECK_IN,
    UNANSWERED_CHECK_INS,
    answer_check_in,
    open_follow_up,
)
from metrics.services.check_in_recording import record_check_in
from partnerships.models import FollowUp
from partnerships.registries import DemoHouse
from stakeholders.models import Candidacy, Contact, Organization, Sector, Stage, name_key

MONTHS = 6
#: Partners that are added here came to the table before the first answer.
JOINED_BEFORE = timedelta(days=240)
#: The last monthly question went out this many days ago.
ASKED_DAYS_AGO = 11

#: Partner and its answers, oldest first: 1 to 5, "x" asked without an answer, "-" not due.
ANSWERS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("scsc", "health-sciences"): (
        ("Prairie Care Hospital", "44433-"),
        ("Northfork Family Clinic", "433xx-"),
        ("Valley Ambulance Service", "344444"),
        ("Waseca Dental Group", "444433"),
        ("Lakes Respiratory", "--3444"),
        ("Minnesota River Technical College", "555455"),
        ("Two Rivers Hospice", "333344"),
        ("Cottonwood Pharmacy", "444444"),
        ("Madelia Senior Homes", "445554"),
        ("Kasota Rehabilitation", "433344"),
        ("Nicollet Physical Therapy", "---544"),
        ("Le Sueur Family Dental", "-54544"),
        ("Good Counsel Home Care", "44544x"),
        ("Mapleton Eye Care", "44455-"),
    ),
    ("scsc", "manufacturing-welding"): (
        ("Lindqvist Fabrication", "--4454"),
        ("Cottonwood Machine", "444344"),
        ("Blue Earth Foods", "---455"),
    ),
    ("scsc", "food-ag"): (("Blue Earth Foods", "--5555"), ("Sleepy Eye Grain", "---454")),
    ("sa-works", "manufacturing-internships"): (
        ("Harlandale Machine Works", "344455"),
        ("Calaveras Controls", "444x44"),
        ("Espada Steel", "555545"),
    ),
    ("delaware", "delaware-pathways"): (("Delaware Technical Community College", "445455"),),
}
#: Contacts of partners that the stakeholders' sample does not have.
NEWCOMERS = {
    "Valley Ambulance Service": ("Karl Ness", "Operations chief", "Mapleton"),
    "Waseca Dental Group": ("Dr. Amina Yusuf", "Practice owner", "Waseca"),
    "Lakes Respiratory": ("Beth Tollefson", "Clinical lead", "Madison Lake"),
    "Two Rivers Hospice": ("Miriam Voss", "Director", "Mankato"),
    "Cottonwood Pharmacy": ("Hal Jensen", "Pharmacist", "Windom"),
    "Madelia Senior Homes": ("Grace Olum", "Administrator", "Madelia"),
    "Kasota Rehabilitation": ("Peter Vang", "Program manager", "Kasota"),
    "Nicollet Physical Therapy": ("Dana Schultz", "Owner", "Nicollet"),
    "Le Sueur Family Dental": ("Dr. Omar Reyes", "Dentist", "Le Sueur"),
    "Good Counsel Home Care": ("Irene Falk", "Nurse manager", "Mankato"),
    "Mapleton Eye Care": ("Dr. Sofia Lund", "Optometrist", "Mapleton"),
}
RUTH = "Prairie Care Hospital"
NORTHFORK = "Northfork Family Clinic"
DUE_TODAY = "Mapleton Eye Care"
RUTHS_NOTE = "Three tours given. No student has come back."


def load(house: DemoHouse) -> None:
    """Schedules and answers of one convener; nothing for a partnership without a sample."""
    owner = house.members.get("manager") or house.members["owner"]
    for (convener_slug, slug), partners in ANSWERS.items():
        if convener_slug != house.convener.slug or slug not in house.partnerships:
            continue
        for name, answers in partners:
            _partner(house, house.partnerships[slug], owner, name, answers)


def _partner(house: DemoHouse, partnership: Any, owner: Any, name: str, answers: str) -> None:
    contact = _contact(house, partnership, name)
    if contact is None:
        return
    last = house.today - timedelta(days=ASKED_DAYS_AGO)
    starts_on = due_date(last, 1, 1 - MONTHS)
    schedule = CheckInSchedule.objects.create(
        partnership=partnership,
        organization=contact.organization,
        contact=contact,
        owner=owner,
        starts_on=starts_on,
        next_on=house.today if name == DUE_TODAY else due_date(last, 1, 1),
    )
    rows = [
        _check_in(house, schedule, due_date(last, 1, number + 1 - MONTHS), answer)
        for number, answer in enumerate(answers)
        if answer != "-"
    ]
    made = CheckIn.objects.bulk_create(rows)
    if name == RUTH:
        _ruth_answers_low(house, schedule, last)
    if name == NORTHFORK:
        _northfork_is_quiet(house, made[-1])


def _contact(house: DemoHouse, partnership: Any, name: str) -> Contact | None:
    found = Contact.objects.filter(organization__name_key=name_key(name), is_primary=True).first()
    if found is not None or name not in NEWCOMERS:
        return found
    person, title, city = NEWCOMERS[name]
    organization = Organization.objects.create(
        name=name,
        name_key=name_key(name),
        sector=Sector.BUSINESS,
        naics_sector="62",
        city=city,
        state=house.convener.state,
    )
    domain = "".join(letter for letter in name.lower() if letter.isalnum())
    contact = Contact.objects.create(
        organization=organization,
        name=person,
        title=title,
        email=f"{person[0].lower()}.{person.split()[-1].lower()}@{domain}.example",
        phone="507-555-0164",
        is_primary=True,
    )
    Candidacy.objects.create(
        partnership=partnership,
        no_profile_reason="They joined before seats were written down.",
        organization=organization,
        contact=contact,
        owner=house.members.get("coordinator"),
        stage=Stage.COMMITTED,
        stage_since=timezone.now() - JOINED_BEFORE,
    )
    return contact


def _check_in(house: DemoHouse, schedule: CheckInSchedule, due_on: date, answer: str) -> CheckIn:
    answered = answer.isdigit()
    noon = datetime.combine(due_on, time(12), ZoneInfo(house.convener.time_zone))
    return CheckIn(
        schedule=schedule,
        partnership=schedule.partnership,
        owner=schedule.owner,
        partnership_name=schedule.partnership.name,
        organization_name=schedule.organization.name,
        contact_name=schedule.contact.name,
        contact_email=schedule.contact.email,
        owner_name=schedule.owner.name if schedule.owner else "",
        goal=schedule.organization.stated_goal,
        due_on=due_on,
        closes_on=due_on + timedelta(days=OPEN_DAYS),
        state=CheckInState.RECORDED if answered else CheckInState.UNANSWERED,
        temperature=int(answer) if answered else None,
        goal_met=_goal_met(schedule, answer) if answered else "",
        answered_at=noon + timedelta(days=1) if answered else None,
    )


def _goal_met(schedule: CheckInSchedule, answer: str) -> str:
    if not schedule.organization.stated_goal:
        return ""
    return {"5": "yes", "4": "partly"}.get(answer, "not_yet")


def _ruth_answers_low(house: DemoHouse, schedule: CheckInSchedule, asked_on: date) -> None:
    """Ruth Aldous's answer of 2, through the service; the call was due and is late."""
    answered_at = house.at(ASKED_DAYS_AGO - 1, 16)
    with clock_at(answered_at):
        row = _check_in(house, schedule, asked_on, "-")
        row.state = CheckInState.SENT
        row.save()
        answer_check_in(row, temperature=2, goal_met="not_yet", note=RUTHS_NOTE)
        record_check_in(row.pk)
    CheckIn.objects.filter(pk=row.pk).update(answered_at=answered_at)
    due_on = add_working_days(asked_on, CALL_WITHIN_WORKING_DAYS)
    FollowUp.objects.filter(kind=LOW_CHECK_IN, source_id=row.pk).update(due_on=due_on)


def _northfork_is_quiet(house: DemoHouse, last_silence: CheckIn) -> None:
    open_follow_up(
        last_silence,
        kind=UNANSWERED_CHECK_INS,
        title=f"Reach {NORTHFORK}",
        detail="Two check-ins unanswered. A call, not a third mail.",
    )
    FollowUp.objects.filter(source_id=last_silence.pk).update(due_on=house.today)
