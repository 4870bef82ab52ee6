"""Schedules of check-ins: made, paused, resumed, and asked at once."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from config.access import role_may
from metrics.models import WAITING, CheckIn, CheckInSchedule
from metrics.rules.check_in_calendar import next_due_date
from metrics.selectors.mail_choices import choice_of
from metrics.services.check_in_production import produce_one
from partnerships.models import Partnership
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_outreach_open
from partnerships.services.transitions import lock
from stakeholders.selectors.partners import partners_of


class CheckInOpen(Exception):
    """A check-in was asked for while one waits for its answer."""

    def __init__(self, check_in: CheckIn) -> None:
        super().__init__(f"{check_in.contact_name} has a check-in open.")
        self.check_in = check_in


def _check_may_manage(actor: Actor) -> None:
    if not (actor.membership and role_may(actor.membership.role, "check_ins.manage")):
        raise PermissionDenied("Arranging check-ins needs a coordinator.")


def create_schedule(
    partnership: Partnership,
    *,
    contact: Any,
    owner: Any,
    cadence: int,
    starts_on: date,
    actor: Actor,
) -> CheckInSchedule:
    """Plans check-ins with one contact of a partner; the first on `starts_on`.

    Raises PermissionDenied, OutreachClosed, or ValidationError when the contact has no address
    or is asked already.
    """
    _check_may_manage(actor)
    check_outreach_open(lock(partnership))
    if not contact.email:
        raise ValidationError({"contact": f"{contact.name} has no e-mail address."})
    schedule, is_new = CheckInSchedule.objects.get_or_create(
        partnership=partnership,
        organization_id=contact.organization_id,
        contact=contact,
        defaults={
            "owner": owner,
            "cadence": cadence,
            "starts_on": starts_on,
            "next_on": starts_on,
        },
    )
    if not is_new:
        raise ValidationError({"contact": f"{contact.name} is asked already."})
    record_event(
        actor,
        "planned check-ins",
        schedule,
        after={"contact": contact.name, "months": cadence, "starts_on": starts_on.isoformat()},
    )
    return schedule


def pause_schedule(schedule: CheckInSchedule, *, actor: Actor) -> bool:
    """Asks nothing more until it is resumed; False when it is paused already."""
    return _set_active(schedule, False, "paused check-ins", actor)


def resume_schedule(schedule: CheckInSchedule, *, actor: Actor) -> bool:
    """Goes on with the next date of its cadence; dates that passed meanwhile are left out."""
    return _set_active(schedule, True, "resumed check-ins", actor)


def _set_active(schedule: CheckInSchedule, active: bool, verb: str, actor: Actor) -> bool:
    _check_may_manage(actor)
    row = lock(schedule)
    if row.is_active is active:
        return False
    row.is_active = active
    if active:
        zone = ZoneInfo(row.convener.time_zone)
        yesterday = timezone.now().astimezone(zone).date().toordinal() - 1
        row.next_on = next_due_date(row.starts_on, row.cadence, date.fromordinal(yesterday))
    row.save(update_fields=["is_active", "next_on"])
    record_event(actor, verb, row, after={"is_active": active})
    return True


def take_schedule(schedule: CheckInSchedule, *, actor: Actor) -> bool:
    """Makes the acting member the one who calls; False when they are already."""
    _check_may_manage(actor)
    row = lock(schedule)
    if row.owner_id == actor.membership.pk:
        return False
    before = {"owner": str(row.owner_id) if row.owner_id else None}
    row.owner = actor.membership
    row.save(update_fields=["owner"])
    record_event(
        actor, "took over check-ins", row, before=before, after={"owner": str(row.owner_id)}
    )
    return True


def send_check_in(schedule: CheckInSchedule, *, actor: Actor) -> CheckIn:
    """Asks now, whatever the date and hour; the next planned date stays.

    Raises PermissionDenied, OutreachClosed, CheckInOpen when one waits for its answer (also on
    the second of two presses), or ValidationError when it was answered today, or cannot be sent:
    also to somebody who paused or stopped these mails, who would get it when it has closed.
    """
    _check_may_manage(actor)
    check_outreach_open(lock(schedule.partnership))
    if not partners_of(schedule.partnership).filter(organization=schedule.organization_id).exists():
        name = schedule.organization.name
        raise ValidationError(f"Nothing was sent: {name} is no longer a partner here.")
    if choice := choice_of(schedule.contact.email):
        raise ValidationError(
            f"Nothing was sent: {schedule.contact.name} {choice.words}. Call instead."
        )
    made = produce_one(schedule.convener, schedule.pk)
    found = CheckIn.objects.filter(schedule=schedule).order_by("-created_at")
    if not made:
        waiting = found.filter(state__in=WAITING).first()
        if waiting is not None:
            raise CheckInOpen(waiting)
        raise ValidationError(
            "This partner was asked today already."
            if schedule.contact.email
            else f"{schedule.contact.name} has no e-mail address."
        )
    check_in = found[0]
    record_event(actor, "sent a check-in", check_in)
    return check_in
