"""The convener's signature completes an agreement; promises become commitments with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from agreements.models import AGREEMENTS, SIGNERS, Agreement, Side, Signer
from agreements.services.background import queue_sealing
from agreements.services.clock import now
from agreements.services.commitments import create_commitments
from agreements.services.events import append_event
from agreements.services.signing import ContentChanged, Evidence, write_signature
from partnerships.models import normalise_email
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock, transition
from stakeholders.services.candidacies import mark_committed


def countersign_agreement(agreement: Agreement, evidence: Evidence, *, actor: Actor) -> Agreement:
    """Signs for the convener and completes the agreement, in one transaction (B14).

    Raises PermissionDenied for a member who is no authorised signatory, IllegalMove for a second
    press or a signature that was taken back meanwhile, ContentChanged.
    """
    if actor.membership is None or not actor.membership.may_sign:
        raise PermissionDenied("Signing for the convener needs an authorised signatory.")
    row = lock(agreement)
    AGREEMENTS.find(row.state, "countersign")
    if evidence.content_sha256 != row.content_sha256:
        raise ContentChanged("The page showed other content than the agreement's.")
    signer = Signer.objects.get(agreement=row, side=Side.CONVENER)
    member: Any = actor.membership
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
