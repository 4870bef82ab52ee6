"""A new version of what was sent: words that were sent are frozen, so a copy is changed instead."""

from __future__ import annotations

from typing import Any

from agreements.models import (
    Agreement,
    AgreementQuestion,
    AgreementState,
    QuestionKind,
    Responsibility,
    Side,
    Signer,
    SignerState,
)
from agreements.selectors.signatories import may_sign, signatories, wrongly_addressed
from agreements.services.clock import now
from agreements.services.closing import void_agreement
from agreements.services.drafts import DraftInput, SignerInput, write_signers
from config.state import IllegalMove
from partnerships.models import AuditEvent
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_goes_on
from partnerships.services.transitions import lock

#: What a new draft may be started from.
CLOSED = (AgreementState.VOIDED, AgreementState.DECLINED, AgreementState.EXPIRED)
COPIED = "copied"
_TEXT = (
    "partnership",
    "organization",
    "kind",
    "template_name",
    "title",
    "is_binding",
    "consequence",
    "clauses",
    "starts_on",
    "ends_on",
)
_PROMISE = ("side", "text", "detail", "cadence", "due_on", "hours_per_quarter", "order")


def copy_as_draft(agreement: Agreement, *, actor: Actor) -> Agreement:
    """A draft with the title, parties, term, text, promises and signers of a closed agreement.

    Whom a mail reached by mistake is no signer of it: somebody is named before it is sent.
    While such a draft is still one it is returned again, so that a second press makes no second
    copy. Raises IllegalMove for an agreement that is under way or complete, PartnershipClosed.
    """
    check_goes_on(lock(agreement.partnership))
    row = lock(agreement)
    if row.state not in CLOSED:
        raise IllegalMove("agreement", row.state_words.lower(), "start again from it")
    known = newest_copy(row)
    if known and known.state == AgreementState.DRAFT:
        return known
    made = Agreement.objects.create(**{name: getattr(row, name) for name in _TEXT})
    promises = Responsibility.objects.filter(agreement=row)
    Responsibility.objects.bulk_create(
        Responsibility(agreement=made, **{name: getattr(one, name) for name in _PROMISE})
        for one in promises
    )
    write_signers(made, _signers(row, made))
    record_event(actor, COPIED, row, after={"draft": str(made.pk)})
    record_event(actor, "drafted", made, after={"copied_from": str(row.pk)})
    return made


def take_back_to_change(agreement: Agreement, *, reason: str, actor: Actor) -> Agreement:
    """Takes a sent agreement back and opens its copy as a draft; returns the draft.

    Every signer who was asked reads the reason and that a new version comes, so whoever suggested
    a change is answered by it. Raises PermissionDenied; IllegalMove for what is not out;
    PartnershipClosed.
    """
    check_goes_on(lock(agreement.partnership))
    row = void_agreement(agreement, reason=reason, actor=actor, new_version=True)
    asked = AgreementQuestion.objects.filter(agreement=row, answered_at=None)
    asked.filter(kind=QuestionKind.QUESTION).update(
        answer=reason, answered_at=now(), answered_by=actor.membership
    )
    return copy_as_draft(row, actor=actor)


def newest_copy(agreement: Agreement) -> Agreement | None:
    """The new version that was started last from this one, unless it came to nothing itself."""
    copies = AuditEvent.objects.filter(object_id=agreement.pk, verb=COPIED)
    ids = [after["draft"] for after in copies.values_list("after", flat=True)]
    standing = Agreement.objects.filter(pk__in=ids).exclude(state__in=CLOSED)
    return standing.order_by("-created_at").first()


def _signers(row: Agreement, made: Agreement) -> DraftInput:
    standing = Signer.objects.filter(agreement=row).exclude(state=SignerState.REPLACED)
    partners = standing.filter(side=Side.PARTNER).exclude(pk__in=wrongly_addressed(row))
    ours: Any = standing.get(side=Side.CONVENER).membership
    return DraftInput(
        organization=made.organization,
        title=made.title,
        starts_on=made.starts_on,
        ends_on=made.ends_on,
        signers=tuple(
            SignerInput(one.name, one.email, one.title) for one in partners.order_by("order")
        ),
        # Somebody who left or may not sign any more gives way to whoever may.
        signatory=ours if may_sign(ours) else signatories().first() or ours,
    )
