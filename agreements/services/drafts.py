"""Writing an agreement before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from agreements.models import (
    AGREEMENTS,
    Agreement,
    AgreementState,
    Responsibility,
    Side,
    Signer,
)
from agreements.services.templates import template_by_key
from config.duplicates import make_once
from config.state import IllegalMove
from partnerships.models import normalise_email
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_goes_on
from partnerships.services.transitions import lock, transition


@dataclass(frozen=True)
class SignerInput:
    """Who signs for the partner."""

    name: str
    email: str
    title: str = ""


@dataclass(frozen=True)
class DraftInput:
    """What a draft is made from. signatory: the convener's membership that will countersign."""

    organization: Any
    title: str
    starts_on: date
    ends_on: date
    signers: tuple[SignerInput, ...]
    signatory: Any


def create_draft(
    partnership: Any,
    template_key: str,
    values: DraftInput,
    *,
    actor: Actor,
    row_id: UUID | None = None,
) -> Agreement:
    """A draft with its template's responsibilities; the one made before from the same form.

    Raises AgreementTemplate.DoesNotExist for an unknown key, PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    template = template_by_key(template_key)
    agreement, is_new = make_once(
        Agreement.objects.filter(partnership=partnership, state=AgreementState.DRAFT),
        row_id,
        partnership=partnership,
        organization=values.organization,
        kind=template.kind,
        template_name=template.name,
        title=values.title,
        is_binding=template.is_binding,
        consequence=template.consequence,
        clauses=template.clauses,
        starts_on=values.starts_on,
        ends_on=values.ends_on,
    )
    if not is_new:
        return agreement
    Responsibility.objects.bulk_create(
        Responsibility(
            agreement=agreement,
            side=item["side"],
            text=item["text"],
            detail=item["detail"],
            cadence=item["cadence"],
            hours_per_quarter=item["hours"],
            due_on=values.starts_on if item.get("by_first_day") else None,
            order=order,
        )
        for order, item in enumerate(template.responsibilities)
    )
    write_signers(agreement, values)
    record_event(actor, "drafted", agreement, after=_facts(agreement))
    return agreement


def change_draft(agreement: Agreement, values: DraftInput, *, actor: Actor) -> Agreement:
    """New title, term, organization and signers; what was due on the first day stays due then.

    Raises IllegalMove once it was sent.
    """
    row = lock_draft(agreement)
    before = _facts(row)
    due_then = Responsibility.objects.filter(agreement=row, due_on=row.starts_on)
    due_then.update(due_on=values.starts_on)
    row.organization = values.organization
    row.title, row.starts_on, row.ends_on = values.title, values.starts_on, values.ends_on
    row.save(update_fields=["organization", "title", "starts_on", "ends_on"])
    Signer.objects.filter(agreement=row).delete()
    write_signers(row, values)
    record_event(actor, "changed the draft", row, before=before, after=_facts(row))
    return row


def _facts(agreement: Agreement) -> dict[str, Any]:
    """What may change in a draft, but for its promises, as the audit trail keeps it."""
    signers = Signer.objects.filter(agreement=agreement).order_by("order")
    return {
        "organization": agreement.organization.name,
        "title": agreement.title,
        "starts_on": str(agreement.starts_on),
        "ends_on": str(agreement.ends_on),
        "signers": list(signers.values("side", "name", "email", "title")),
    }


def discard_draft(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Puts a draft away; nobody outside ever saw it. Raises IllegalMove once it was sent."""
    row = lock_draft(agreement)
    return transition(AGREEMENTS, row, "void", actor, reason="The draft was put away.")


def lock_draft(agreement: Agreement) -> Agreement:
    """The locked row of a draft. Raises IllegalMove once it was sent: its content is frozen."""
    row = lock(agreement)
    if row.state != AgreementState.DRAFT:
        raise IllegalMove("agreement", row.state_words.lower(), "change the draft")
    return row


def write_signers(agreement: Agreement, values: DraftInput) -> None:
    """The rows of those who sign a draft: the partner's in their order, ours last."""
    for order, signer in enumerate(values.signers):
        Signer.objects.create(
            agreement=agreement,
            side=Side.PARTNER,
            name=signer.name,
            email=normalise_email(signer.email),
            title=signer.title,
            order=order,
        )
    Signer.objects.create(
        agreement=agreement,
        side=Side.CONVENER,
        name=values.signatory.name,
        email=normalise_email(values.signatory.email),
        title=values.signatory.title,
        membership=values.signatory,
        order=len(values.signers),
    )
