"""Sending: the content is frozen, hashed, and the signers are asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from agreements.models import (
    AGREEMENTS,
    SIGNERS,
    Agreement,
    AgreementState,
    Responsibility,
    Side,
    Signer,
    SignerState,
)
from agreements.registries import outcome_providers
from agreements.rules.codes import new_verification_code
from agreements.rules.content import Surroundings, build_content
from agreements.rules.readiness import (
    Missing,
    candidacy_missing,
    sides_missing,
    signers_missing,
    term_missing,
)
from agreements.selectors.signatories import wrongly_addressed
from agreements.services.background import queue_text
from agreements.services.clock import now, today
from agreements.services.events import append_event
from agreements.services.notices import queue_sign_request, was_just_asked
from agreements.services.parties import own_people_missing
from config.hashchain import content_hash
from config.state import IllegalMove
from partnerships.models import CharterDocument, DocumentKind, DocumentState
from partnerships.services.audit import Actor
from partnerships.services.outreach import check_outreach_open
from partnerships.services.transitions import lock, transition
from stakeholders.models import Candidacy

#: To who sends a draft that is not what their page showed.
DRAFT_CHANGED = "It was changed after you opened this page. Look through it again, then send it."


class DraftChanged(Exception):
    """The draft is not the one that its sender looked through."""


class NotReadyToSend(Exception):
    """Something that an agreement needs is missing; the message names it."""


def current_content(agreement: Agreement) -> dict[str, Any]:
    """What would be frozen if the agreement were sent now; the frozen content once it was."""
    if agreement.content is not None:
        return agreement.content
    partnership, organization = agreement.partnership, agreement.organization
    purpose = CharterDocument.objects.filter(
        partnership=partnership, kind=DocumentKind.PURPOSE, state=DocumentState.APPROVED
    ).first()
    around = Surroundings(
        convener_name=agreement.convener.name,
        convener_short_name=agreement.convener.short_name,
        organization_name=organization.name,
        partnership_name=partnership.name,
        purpose=purpose.parts.get("what", "") if purpose else "",
        goal=organization.stated_goal,
        outcomes=[
            outcome
            for provide in outcome_providers
            for outcome in provide(partnership, agreement.starts_on)
        ],
    )
    promises = Responsibility.objects.filter(agreement=agreement).order_by("order", "created_at")
    return build_content(agreement, promises, around)


def missing_to_send(agreement: Agreement) -> list[Missing]:
    """What must be done before a draft can be sent; empty when it is ready."""
    sides = Responsibility.objects.filter(agreement=agreement).values_list("side", flat=True)
    candidacies = Candidacy.objects.filter(
        partnership_id=agreement.partnership_id, organization_id=agreement.organization_id
    )
    signers = Signer.objects.filter(agreement=agreement, side=Side.PARTNER)
    return [
        *term_missing(agreement.ends_on, today(agreement.convener)),
        *sides_missing(set(sides)),
        *candidacy_missing(agreement.organization.name, list(candidacies)),
        *signers_missing(agreement.organization.name, len(signers)),
        *own_people_missing(signer.email for signer in signers),
    ]


def preview_hash(agreement: Agreement) -> str:
    """The SHA-256, in hexadecimal, of what would be sent now and who would sign it."""
    signers = Signer.objects.filter(agreement=agreement).order_by("order")
    who = [list(row) for row in signers.values_list("side", "name", "title", "email")]
    return content_hash({"content": current_content(agreement), "signers": who})


def send_agreement(
    agreement: Agreement, *, sign_by: date, actor: Actor, previewed: str | None = None
) -> Agreement:
    """Freezes the content and asks every signer of the partner by mail.

    previewed: the `preview_hash` that the sender looked through, where somebody did.

    Raises OutreachClosed while the charter is not approved (B1), NotReadyToSend when the term is
    over, a side promises nothing, the organization was not invited after its interview (B5), nobody
    or one of our own people would sign for the partner, DraftChanged when it is not what was
    previewed, IllegalMove when it was sent already, PartnershipClosed.
    """
    partnership = lock(agreement.partnership)
    row = lock(agreement)
    AGREEMENTS.find(row.state, "send")
    check_outreach_open(partnership)
    if missing := missing_to_send(row):
        raise NotReadyToSend(" ".join(str(finding) for finding in missing))
    if previewed is not None and previewed != preview_hash(row):
        raise DraftChanged(DRAFT_CHANGED)
    content = current_content(row)
    moment = now()
    changes = {
        "content": content,
        "content_sha256": content_hash(content),
        "verification_code": new_verification_code(),
        "contact_name": actor.membership.name if actor.membership else row.convener.name,
        "contact_email": (
            actor.membership.email if actor.membership else row.convener.contact_email
        ),
        "sent_at": moment,
        "sign_by": sign_by,
    }
    row = transition(AGREEMENTS, row, "send", actor, changes=changes)
    signers = Signer.objects.filter(agreement=row, side=Side.PARTNER, state=SignerState.WAITING)
    for signer in signers:
        ask_signer(row, transition(SIGNERS, signer, "send", actor), actor)
    queue_text(row)
    return row


def ask_signer(agreement: Agreement, signer: Signer, actor: Actor) -> None:
    """Queues the mail and writes it into the log, with the hash of what is to be signed."""
    queue_sign_request(agreement, signer)
    append_event(
        agreement,
        "asked",
        f"asked {signer.name} ({signer.email}) to sign",
        actor,
        signer=signer.name,
        email=signer.email,
        content_sha256=agreement.content_sha256,
    )


def ask_waiting_signers(agreement: Agreement, actor: Actor) -> None:
    """Asks everybody of the partner who has not signed, but not whom a mail reached by mistake."""
    waiting = Signer.objects.filter(
        agreement=agreement,
        side=Side.PARTNER,
        state__in=(SignerState.SENT, SignerState.TAKEN_BACK),
    )
    for signer in waiting.exclude(pk__in=wrongly_addressed(agreement)):
        ask_signer(agreement, signer, actor)


def resend_to_signer(signer: Signer, *, actor: Actor) -> bool:
    """The same mail to the same address again, with a link of its own; at most one a minute.

    Returns False when it was asked for a moment ago. Raises IllegalMove when nobody waits for
    this signer, or somebody at the address said that it is not for them.
    """
    agreement = lock(signer.agreement)
    row = lock(signer)
    open_states = (SignerState.SENT, SignerState.TAKEN_BACK)
    if agreement.state != AgreementState.SENT or row.state not in open_states:
        raise IllegalMove("agreement", agreement.state_words.lower(), "send again")
    if row.pk in wrongly_addressed(agreement):
        raise IllegalMove("signer", "not whom the mail reached", "send again")
    if was_just_asked(agreement, row):
        return False
    queue_sign_request(agreement, row)
    append_event(agreement, "reminded", f"sent {row.name} the mail again", actor)
    return True
