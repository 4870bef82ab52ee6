"""The partner's signature: given once, taken back until the convener has signed."""

from __future__ import annotations

from dataclasses import dataclass

from agreements.models import (
    AGREEMENTS,
    SIGNERS,
    Agreement,
    AgreementState,
    Side,
    Signature,
    Signer,
    SignerState,
)
from agreements.rules.consent import CONSENT_TEXT, CONSENT_VERSION, authority_text
from agreements.rules.dates import countersign_due
from agreements.services.clock import is_past_sign_by, now, today
from agreements.services.events import append_event
from agreements.services.notices import (
    queue_countersign_request,
    queue_signed_receipt,
    quoted,
    tell_contact,
)
from config.hashchain import content_hash
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock, transition

#: A signature may be taken back this often; each time mails go to everybody concerned.
MOST_TAKEN_BACK = 3


class TakenBackOften(Exception):
    """The signature went to and fro so often that people should talk instead."""


class ContentChanged(Exception):
    """The page that was signed showed other content than the agreement's."""


class NotTheSigner(Exception):
    """The link's address belongs to nobody who may sign this agreement."""


@dataclass(frozen=True)
class Evidence:
    """What a signature is made of. content_sha256: of the content that was on the page."""

    name: str
    title: str
    content_sha256: str
    ip: str | None = None
    user_agent: str = ""


def signer_of(agreement: Agreement, email: str) -> Signer:
    """The partner's signer with this address. Raises NotTheSigner."""
    signer = (
        Signer.objects.filter(agreement=agreement, side=Side.PARTNER, email__iexact=email)
        .exclude(state=SignerState.REPLACED)
        .first()
    )
    if signer is None:
        raise NotTheSigner(email)
    return signer


def our_signer(agreement: Agreement) -> Signer:
    """Who signs, or has signed, for the convener."""
    standing = Signer.objects.exclude(state=SignerState.REPLACED)
    found: Signer = standing.get(agreement=agreement, side=Side.CONVENER)
    return found


def sign_agreement(
    agreement: Agreement, email: str, evidence: Evidence, *, actor: Actor
) -> Agreement:
    """Records the partner's signature; the last one hands the agreement to the convener.

    Two who sign at once act one after the other: the agreement's row is locked first. Raises
    IllegalMove for a second press and for an agreement that nobody may sign any more,
    NotTheSigner, ContentChanged.
    """
    row = lock(agreement)
    signer = signer_of(row, email)
    if row.state != AgreementState.SENT:
        raise IllegalMove("agreement", row.state_words.lower(), "sign")
    if is_past_sign_by(row):
        raise IllegalMove("agreement", "past its sign-by date", "sign")
    check_content(row, evidence)
    signer = transition(SIGNERS, signer, "sign", actor)
    write_signature(row, signer, evidence, row.frozen["organization"], actor)
    queue_signed_receipt(row, signer)
    if not _partner_signers_left(row):
        row = transition(
            AGREEMENTS, row, "partner_sign", actor, changes={"partner_signed_at": now()}
        )
        _ask_convener(row, signer)
    return row


def check_content(agreement: Agreement, evidence: Evidence) -> None:
    """Raises ContentChanged unless the page showed the content, and it is as it was sent."""
    if evidence.content_sha256 != agreement.content_sha256:
        raise ContentChanged("The page showed other content than the agreement's.")
    if content_hash(agreement.frozen) != agreement.content_sha256:
        raise ContentChanged("The content is not what was sent.")


def write_signature(
    agreement: Agreement, signer: Signer, evidence: Evidence, party: str, actor: Actor
) -> None:
    """One signature and its log entry. party: the name of the organization it is given for."""
    moment = now()
    authority = authority_text(party)
    Signature.objects.create(
        agreement=agreement,
        signer=signer,
        side=signer.side,
        name=evidence.name,
        title=evidence.title,
        signed_at=moment,
        consent_version=CONSENT_VERSION,
        consent_text=CONSENT_TEXT,
        authority_text=authority,
        content_sha256=agreement.content_sha256,
        ip=evidence.ip,
        user_agent=evidence.user_agent[:300],
    )
    append_event(
        agreement,
        "signed",
        f"signed for {party} as “{evidence.name}”, {evidence.title}",
        actor,
        name=evidence.name,
        title=evidence.title,
        consent_version=CONSENT_VERSION,
        authority=authority,
        content_sha256=agreement.content_sha256,
        ip=evidence.ip,
        user_agent=evidence.user_agent[:300],
    )


def take_signature_back(
    agreement: Agreement, email: str, *, reason: str = "", actor: Actor
) -> Agreement:
    """Undoes the partner's signature while the convener has not signed.

    Raises IllegalMove once it has, NotTheSigner, TakenBackOften.
    """
    row = lock(agreement)
    if row.state not in (AgreementState.SENT, AgreementState.PARTNER_SIGNED):
        raise IllegalMove("agreement", row.state_words.lower(), "take a signature back")
    signer = signer_of(row, email)
    before = Signature.objects.filter(signer=signer).exclude(taken_back_at=None)
    if before.count() >= MOST_TAKEN_BACK:
        raise TakenBackOften("this signature was taken back three times.")
    signer = transition(SIGNERS, signer, "take_back", actor, reason=reason)
    Signature.objects.filter(signer=signer, taken_back_at=None).update(taken_back_at=now())
    if row.state == AgreementState.PARTNER_SIGNED:
        row = transition(AGREEMENTS, row, "take_back", actor, changes={"partner_signed_at": None})
    append_event(row, "taken_back", "took the signature back", actor, reason=reason)
    if is_past_sign_by(row):
        sign_by = us_date(row.sign_by)
        follows = f"The last day to sign was {sign_by}. Give more time if they are to sign it."
    else:
        follows = "It waits for their signature again; the link to sign still works."
    tell_contact(
        row,
        f"{signer.name} took the signature back",
        f"{quoted(reason) if reason else 'No reason was given.'}\n\n{follows}",
        key=f"taken-back:{signer.pk}:{now():%Y%m%d%H%M%S}",
    )
    return row


def _partner_signers_left(agreement: Agreement) -> bool:
    return (
        Signer.objects.filter(agreement=agreement, side=Side.PARTNER)
        .exclude(state__in=(SignerState.SIGNED, SignerState.REPLACED))
        .exists()
    )


def _ask_convener(agreement: Agreement, last: Signer) -> None:
    due = us_date(countersign_due(today(agreement.convener)))
    ours = our_signer(agreement)
    queue_countersign_request(agreement, ours, due)
    if ours.email != agreement.contact_email:
        tell_contact(
            agreement,
            f"{last.name} signed",
            f"{ours.name} is asked to sign for us by {due}.",
            key=f"signed:{last.pk}:{now():%Y%m%d%H%M%S}",
        )
