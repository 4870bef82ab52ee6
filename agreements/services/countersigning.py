"""The convener's signature completes an agreement; promises become commitments with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from agreements.models import AGREEMENTS, SIGNERS, Agreement, Side, Signer
from agreements.selectors.signatories import may_sign
from agreements.services.background import queue_sealing
from agreements.services.clock import now
from agreements.services.commitments import create_commitments
from agreements.services.events import append_event
from agreements.services.signing import (
    Evidence,
    check_content,
    our_signer,
    write_signature,
)
from partnerships.models import normalise_email
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock, transition
from stakeholders.services.candidacies import mark_committed


def countersign_agreement(agreement: Agreement, evidence: Evidence, *, actor: Actor) -> Agreement:
    """Signs for the convener and completes the agreement, in one transaction (B14).

    Raises PermissionDenied for a member who is no authorised signatory or who signed for the
    partner, IllegalMove for a second press or a signature that was taken back meanwhile,
    ContentChanged.
    """
    # Re-read: the person may have left, or lost the right, while the page was being answered.
    member: Any = actor.membership and lock(actor.membership)
    if member is None or not may_sign(member):
        raise PermissionDenied("Signing for the convener needs an authorised signatory.")
    row = lock(agreement)
    AGREEMENTS.find(row.state, "countersign")
    check_content(row, evidence)
    signer = our_signer(row)
    theirs = Signer.objects.filter(agreement=row, side=Side.PARTNER, email__iexact=member.email)
    if theirs.exists():
        raise PermissionDenied("One person cannot sign for both sides.")
    signer = transition(
        SIGNERS,
        signer,
        "countersign",
        actor,
        changes={
            "membership": member,
            "name": member.name,
            "email": normalise_email(member.email),
            "title": member.title,
        },
    )
    write_signature(row, signer, evidence, row.frozen["convener"]["name"], actor)
    row = transition(AGREEMENTS, row, "countersign", actor, changes={"completed_at": now()})
    append_event(row, "completed", "completed the agreement with the last signature", actor)
    create_commitments(row)
    mark_committed(row.organization, row.partnership, actor=actor)
    queue_sealing(row)
    return row
