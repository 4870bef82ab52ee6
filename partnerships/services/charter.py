"""Writing and approving purpose statements and recruitment protocols."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from config.state import GuardFailed
from partnerships.models import CHARTER, CharterDocument, DocumentState, Partnership
from partnerships.rules.outreach import missing_parts
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_goes_on, note_open_outreach
from partnerships.services.transitions import lock, transition


@transaction.atomic
def save_draft(
    partnership: Partnership, kind: str, parts: dict[str, str], *, actor: Actor
) -> CharterDocument:
    """Writes the draft of a document; an approved version is left alone and the next begins.

    The partnership's row is locked first, so that two who write at once make one draft.
    Raises PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    versions = CharterDocument.objects.filter(partnership=partnership, kind=kind)
    draft = versions.filter(state=DocumentState.DRAFT).first()
    if draft is None:
        last = versions.aggregate(last=Max("version"))["last"] or 0
        draft = CharterDocument.objects.create(
            partnership=partnership,
            kind=kind,
            version=last + 1,
            parts=parts,
            written_by=actor.membership,
        )
        record_event(actor, "drafted", draft, after={"version": draft.version})
    elif draft.parts != parts:
        before, draft.parts, draft.written_by = draft.parts, parts, actor.membership
        draft.save(update_fields=["parts", "written_by"])
        changed = [key for key in parts if parts[key] != before.get(key, "")]
        record_event(
            actor,
            "redrafted",
            draft,
            before={key: before.get(key, "") for key in changed},
            after={key: parts[key] for key in changed},
        )
    return draft


@transaction.atomic
def approve_document(document: CharterDocument, *, actor: Actor) -> CharterDocument:
    """Approves a draft and supersedes the version before it.

    Raises IllegalMove (not a draft), PermissionDenied, PartnershipClosed, GuardFailed naming the
    empty parts.
    """
    check_goes_on(lock(document.partnership))
    row = lock(document)
    empty = missing_parts(row.kind, row.parts)
    if row.state == DocumentState.DRAFT and empty:
        raise GuardFailed([f"“{label}” is still empty." for _, label in empty])
    for old in CharterDocument.objects.filter(
        partnership_id=row.partnership_id, kind=row.kind, state=DocumentState.APPROVED
    ).exclude(pk=row.pk):
        transition(CHARTER, old, "supersede", actor)
    approved = transition(
        CHARTER,
        row,
        "approve",
        actor,
        changes={"approved_by": actor.membership, "approved_at": timezone.now()},
    )
    note_open_outreach(document.partnership)
    return approved
