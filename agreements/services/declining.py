"""“Not for us right now”, and the way back from it."""

from __future__ import annotations

from agreements.models import (
    AGREEMENTS,
    SIGNERS,
    Agreement,
    AgreementState,
    Side,
    Signer,
    SignerState,
)
from agreements.services.clock import is_past_sign_by, now
from agreements.services.events import append_event
from agreements.services.notices import quoted, tell_contact, tell_signer
from agreements.services.sending import ask_waiting_signers
from agreements.services.signing import signer_of
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.services.audit import Actor
from partnerships.services.outreach import check_goes_on
from partnerships.services.transitions import lock, transition


class SignByPassed(Exception):
    """Nobody can be asked to sign before there is more time."""


def decline_agreement(agreement: Agreement, email: str, *, reason: str, actor: Actor) -> Agreement:
    """The partner says no for now: the convener is told, and everybody who already signed.

    Raises IllegalMove when nobody waits for this signer, NotTheSigner.
    """
    row = lock(agreement)
    if row.state != AgreementState.SENT:
        raise IllegalMove("agreement", row.state_words.lower(), "decline")
    signer = transition(SIGNERS, signer_of(row, email), "decline", actor, reason=reason)
    changes = {"closed_at": now(), "closed_reason": reason[:500]}
    row = transition(AGREEMENTS, row, "decline", actor, reason=reason, changes=changes)
    append_event(row, "declined", "said “not for us right now”", actor, reason=reason)
    key = f"declined:{signer.pk}:{now():%Y%m%d%H%M%S}"
    headline = f"{row.frozen['organization']} said “not right now”"
    again = "They read that nobody asks again unless they want it. Wait until they say so."
    tell_contact(row, headline, f"{quoted(reason)}\n\n{again}", key=key)
    signed = Signer.objects.filter(agreement=row, side=Side.PARTNER, state=SignerState.SIGNED)
    for other in signed:
        words = (
            f"{signer.name} decided against it for now. Your signature has no effect, and there is "
            "nothing for you to do."
        )
        tell_signer(row, other, headline, words, key=key)
    return row


def reopen_agreement(agreement: Agreement, *, reason: str, actor: Actor) -> Agreement:
    """Asks again after a decline: who has not signed gets a new mail, signatures given still stand.

    reason: how we know that they want it; both sides read it in the history.

    Raises IllegalMove, PermissionDenied, SignByPassed where `extend_sign_by` comes first, and
    PartnershipClosed.
    """
    partnership = lock(agreement.partnership)
    row = lock(agreement)
    AGREEMENTS.find(row.state, "reopen")
    check_goes_on(partnership)
    if is_past_sign_by(row):
        raise SignByPassed(
            f"The last day to sign was {us_date(row.sign_by)}. Give more time first."
        )
    row = transition(
        AGREEMENTS,
        row,
        "reopen",
        actor,
        reason=reason,
        changes={"closed_at": None, "closed_reason": ""},
    )
    append_event(row, "reopened", "opened the agreement again", actor, reason=reason)
    for signer in Signer.objects.filter(agreement=row, state=SignerState.DECLINED):
        transition(SIGNERS, signer, "reopen", actor)
    ask_waiting_signers(row, actor)
    return row
