"""Writing down what a partnership lacks and whom it looks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from config.duplicates import make_once
from partnerships.models import Partnership
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_goes_on
from partnerships.services.transitions import lock, transition
from stakeholders.models import NEEDS, Need, NeedStatus, ParticipantProfile


@transaction.atomic
def create_need(
    partnership: Partnership, *, actor: Actor, row_id: UUID | None = None, **facts: Any
) -> Need:
    """A new open need, or the one that the same form made before.

    facts: kind, description, needed_by (a date or None). Raises PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    rows = Need.objects.filter(partnership=partnership, status=NeedStatus.OPEN, **facts)
    need, is_new = make_once(rows, row_id, partnership=partnership, **facts)
    if is_new:
        record_event(actor, "added", need, after=_plain(facts))
    return need


@transaction.atomic
def change_need(need: Need, *, actor: Actor, **facts: Any) -> Need:
    """Changes a need's facts. Raises PartnershipClosed."""
    check_goes_on(lock(need.partnership))
    row = lock(need)
    _save_changes(row, facts, actor)
    return row


@transaction.atomic
def move_need(need: Need, verb: str, *, actor: Actor) -> Need:
    """Moves along `NEEDS`: "meet" or "reopen".

    Raises IllegalMove, PermissionDenied, PartnershipClosed.
    """
    check_goes_on(lock(need.partnership))
    return transition(NEEDS, need, verb, actor)


@transaction.atomic
def create_profile(partnership: Partnership, *, actor: Actor, **facts: Any) -> ParticipantProfile:
    """A new profile.

    Raises ValidationError when the partnership has one of that title, PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    _check_profile(partnership.pk, facts)
    profile = ParticipantProfile.objects.create(partnership=partnership, **facts)
    record_event(actor, "added", profile, after=_plain(facts))
    return profile


@transaction.atomic
def change_profile(
    profile: ParticipantProfile, *, actor: Actor, **facts: Any
) -> ParticipantProfile:
    """Changes a profile.

    Raises ValidationError when another one has the title, PartnershipClosed.
    """
    check_goes_on(lock(profile.partnership))
    row = lock(profile)
    _check_profile(row.partnership_id, facts, own_id=row.pk)
    _save_changes(row, facts, actor)
    return row


def _check_profile(partnership_id: Any, facts: dict[str, Any], own_id: Any = None) -> None:
    if facts["need"].partnership_id != partnership_id:
        raise ValidationError({"need": "Choose a need of this partnership."})
    same = ParticipantProfile.objects.filter(
        partnership_id=partnership_id, title=facts["title"]
    ).exclude(pk=own_id)
    if same.exists():
        raise ValidationError({"title": "This partnership has a profile of this title already."})


def _save_changes(row: Any, facts: dict[str, Any], actor: Actor) -> None:
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return
    before = _plain({name: getattr(row, name) for name in changed})
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record_event(actor, "changed", row, before=before, after=_plain(changed))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them: dates and related rows as text."""
    plain = (str, int, type(None))
    return {
        name: value if isinstance(value, plain) else str(value) for name, value in facts.items()
    }
