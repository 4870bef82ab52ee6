"""Moving a candidacy along its table. Every door to a move calls one function here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.state import GuardFailed
from partnerships.models import Partnership
from partnerships.services.audit import Actor, record_event
from partnerships.services.outbox import Envelope, queue_message
from partnerships.services.outreach import check_goes_on, check_outreach_open
from partnerships.services.transitions import lock, transition
from stakeholders.models import OPEN_STAGES, Candidacy, Contact, Organization, Stage
from stakeholders.rules.interview import Finding
from stakeholders.rules.stages import CANDIDACIES, revisit_day_missing

#: What still happens to a candidacy of a partnership that was closed: it ends, one way or another.
LAST_MOVES = ("commit", "close")


def _move(
    candidacy: Candidacy, verb: str, actor: Actor, reason: str = "", **more: Any
) -> Candidacy:
    """Raises PartnershipClosed for a move that goes on, and waits for whoever closes it now."""
    if verb not in LAST_MOVES:
        check_goes_on(lock(candidacy.partnership))
    return transition(
        CANDIDACIES,
        candidacy,
        verb,
        actor,
        reason=reason,
        changes={"stage_since": timezone.now(), **more},
    )


@transaction.atomic
def contact_by_mail(candidacy: Candidacy, *, actor: Actor, subject: str, body: str) -> Candidacy:
    """First contact by mail; the text goes out as written, as plain text.

    Raises OutreachClosed (the charter does not stand), IllegalMove, GuardFailed (no address).
    """
    check_outreach_open(lock(candidacy.partnership))
    row = lock(candidacy)
    if row.contact is None or not row.contact.email:
        raise GuardFailed([Finding("no_address", "The contact has no e-mail address.", "contact")])
    moved = _move(row, "contact", actor, f"Mail to {row.contact.name}: {subject}")
    queue_message(
        Envelope(
            kind="first_contact",
            to_name=row.contact.name,
            to_email=row.contact.email,
            subject_id=moved.pk,
            dedupe_key=f"first_contact:{moved.pk}:{moved.stage_since.isoformat()}",
            reply_to=actor.membership.email,
            context={
                "subject": subject,
                "body": body,
                "sender": actor.label,
                "partnership": row.partnership.name,
            },
        )
    )
    return moved


@transaction.atomic
def contact_by_call(candidacy: Candidacy, *, actor: Actor, note: str) -> Candidacy:
    """First contact by a call or a visit, with what was said.

    Raises OutreachClosed, IllegalMove.
    """
    check_outreach_open(lock(candidacy.partnership))
    row = lock(candidacy)
    return _move(row, "contact", actor, note)


@transaction.atomic
def start_interview(candidacy: Candidacy, *, actor: Actor) -> Candidacy:
    """The conversation begins. Raises IllegalMove."""
    return _move(candidacy, "interview", actor)


@transaction.atomic
def agree_match(candidacy: Candidacy, *, actor: Actor) -> Candidacy:
    """Both sides see the fit.

    Raises IllegalMove, or GuardFailed naming the parts that lack a score (B5).
    """
    return _move(candidacy, "match", actor)


@transaction.atomic
def invite_candidate(candidacy: Candidacy, *, actor: Actor, reason: str) -> Candidacy:
    """Records the decision to invite and why; the agreement is the invitation that they read.

    Raises IllegalMove, OutreachClosed, or GuardFailed naming the parts that lack a score (B5).
    """
    check_outreach_open(lock(candidacy.partnership))
    row = lock(candidacy)
    return _move(row, "invite", actor, reason)


@transaction.atomic
def close_candidacy(
    candidacy: Candidacy, *, actor: Actor, reason: str, revisit_on: date | None
) -> Candidacy:
    """Not aligned: closed without blame, and nobody asks again before revisit_on (B11)."""
    return _move(candidacy, "close", actor, reason, revisit_on=revisit_on)


@transaction.atomic
def reopen_candidacy(candidacy: Candidacy, *, actor: Actor, reason: str = "") -> Candidacy:
    """Starts over at the first stage. Where its owner has left, whoever opens it is the owner.

    reason: why the day that we promised to wait for holds no more; kept in the history.

    Raises IllegalMove, GuardFailed before that day without a reason or for a profile that is not
    open, ValidationError when the seat has another open candidacy of this organization.
    """
    lock(candidacy.partnership)  # whoever adds a candidacy waits there
    row = lock(candidacy)
    same = Candidacy.objects.filter(
        partnership_id=row.partnership_id,
        organization_id=row.organization_id,
        profile_id=row.profile_id,
        stage__in=OPEN_STAGES,
    )
    if same.exclude(pk=row.pk).exists():
        raise ValidationError(f"{row.organization.name} is considered for this seat already.")
    if not reason and (too_early := revisit_day_missing(row)):
        raise GuardFailed(too_early)
    moved = _move(row, "reopen", actor, reason, revisit_on=None)
    if moved.owner is None or moved.owner.is_active:
        return moved
    return change_candidacy(moved, actor=actor, owner=actor.membership, contact=moved.contact)


@transaction.atomic
def mark_committed(
    organization: Organization, partnership: Partnership, *, actor: Actor
) -> list[Candidacy]:
    """An agreement of both is signed: what was invited is committed.

    Where nothing was invited and nothing is committed yet, the furthest candidacy is meant.
    Called by the agreements app inside the convener's scope; actor may be the system or a link.
    Returns the candidacies that moved; calling it twice moves nothing more.
    """
    locked = Candidacy.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = locked.filter(organization=organization, partnership=partnership, stage__in=OPEN_STAGES)
    rows = sorted(found, key=lambda row: OPEN_STAGES.index(Stage(row.stage)))
    meant = [row for row in rows if row.stage == Stage.INVITED]
    if not meant and rows and rows[-1].stage != Stage.COMMITTED:
        meant = rows[-1:]
    return [_move(row, "commit", actor, "The agreement is signed.") for row in meant]


@transaction.atomic
def change_candidacy(
    candidacy: Candidacy, *, actor: Actor, owner: Any, contact: Contact | None
) -> Candidacy:
    """Hands a candidacy to another owner, or names another person there.

    Raises ValidationError for a contact of another organization.
    """
    row = lock(candidacy)
    if contact is not None and contact.organization_id != row.organization_id:
        raise ValidationError({"contact": "Choose a contact of this organization."})
    new = {"owner": owner, "contact": contact}
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: str(getattr(row, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    after = {name: str(value or "") for name, value in changed.items()}
    record_event(actor, "changed", row, before=before, after=after)
    return row
