"""Changing a schedule of check-ins: whom it asks, how often, and who of us calls."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from config.access import role_may
from config.duplicates import refusing_duplicate
from config.templatetags.formatting import us_date
from metrics.models import WAITING, CheckIn, CheckInSchedule
from metrics.rules.check_in_calendar import next_due_date, next_sending_time
from metrics.services.check_in_answers import local_date
from metrics.services.check_in_production import LINK_DAYS
from partnerships.models import LinkPurpose, Message, Stream
from partnerships.services.audit import Actor, record_event
from partnerships.services.links import revoke_links
from partnerships.services.outbox import Envelope, queue_message, withdraw_unsent
from partnerships.services.transitions import lock


@transaction.atomic
def change_schedule(
    schedule: CheckInSchedule, *, contact: Any, owner: Any, cadence: int, actor: Actor
) -> bool:
    """Changes what differs; False when nothing does. A check-in that waits for its answer goes
    with it: the new contact is asked, and the new person calls.

    Raises PermissionDenied, or ValidationError for a contact of another organization, without an
    address, asked already, or asked a moment ago.
    """
    if not (actor.membership and role_may(actor.membership.role, "check_ins.manage")):
        raise PermissionDenied("Arranging check-ins needs a coordinator.")
    row = lock(schedule)
    facts = {"contact": contact, "owner": owner, "cadence": cadence}
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return False
    if "contact" in changed:
        _check_contact(row, contact)
    before = {name: _words(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if "cadence" in changed:
        row.next_on = _next_on(row)
    with _refusing_asked_contact(contact):
        row.save(update_fields=[*changed, "next_on"])
    after = {name: _words(value) for name, value in changed.items()}
    record_event(actor, "changed check-ins", row, before=before, after=after)
    waiting = CheckIn.objects.filter(schedule=row, closes_on__gte=local_date(row))
    if "owner" in changed:
        waiting.update(owner=owner, owner_name=owner.name)
    for check_in in waiting.filter(state__in=WAITING) if "contact" in changed else ():
        _ask_instead(lock(check_in), contact)
    return True


def _check_contact(schedule: CheckInSchedule, contact: Any) -> None:
    """Raises ValidationError for one whom this schedule cannot ask."""
    if contact.organization_id != schedule.organization_id:
        raise ValidationError({"contact": "Choose a contact of the same organization."})
    if not contact.email:
        raise ValidationError({"contact": f"{contact.name} has no e-mail address."})


def _refusing_asked_contact(contact: Any) -> AbstractContextManager[None]:
    words = f"{contact.name} is asked already."
    return refusing_duplicate("check_in_schedule_once", contact=words)


def _next_on(schedule: CheckInSchedule) -> Any:
    """The next date of the new cadence; today counts only while it has not been asked for."""
    today = local_date(schedule)
    after = today if schedule.next_on > today else today - timedelta(days=1)
    return next_due_date(schedule.starts_on, schedule.cadence, after)


def _ask_instead(check_in: CheckIn, contact: Any) -> None:
    """Puts the open question to somebody else: a new link goes out, those of before close.

    Raises ValidationError when this contact was asked in the same second; nothing closes then.
    """
    earlier = [*Message.objects.filter(subject_id=check_in.pk).values_list("pk", flat=True)]
    if not queue_message(_question(check_in, contact)):
        words = f"{contact.name} was asked a moment ago. Try again in a minute."
        raise ValidationError({"contact": words})
    withdraw_unsent(Message.objects.filter(pk__in=earlier))
    revoke_links(check_in.pk, LinkPurpose.CHECK_IN)
    check_in.contact_name, check_in.contact_email = contact.name, contact.email
    check_in.save(update_fields=["contact_name", "contact_email"])


def _question(check_in: CheckIn, contact: Any) -> Envelope:
    return Envelope(
        kind="check_in",
        to_name=contact.name,
        to_email=contact.email,
        subject_id=check_in.pk,
        dedupe_key=f"check-in:{check_in.pk}:{contact.pk}:{timezone.now():%Y%m%d%H%M%S}",
        context={
            "partnership": check_in.partnership_name,
            "organization": check_in.organization_name,
            "owner": check_in.owner_name,
            "cadence": check_in.cadence,
            "closes_on": us_date(check_in.closes_on),
        },
        stream=Stream.REMINDER,
        link_purpose=LinkPurpose.CHECK_IN,
        link_days=LINK_DAYS,
        not_before=next_sending_time(timezone.now(), check_in.convener.time_zone),
    )


def _words(value: Any) -> Any:
    """A changed value as the audit trail keeps it: names and numbers."""
    return value.name if hasattr(value, "name") else value
