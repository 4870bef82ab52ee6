"""Mending what was sent: a wrong address, another signer, more time."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from agreements.models import (
    AGREEMENTS,
    SIGNERS,
    Agreement,
    AgreementQuestion,
    AgreementState,
    QuestionKind,
    Side,
    Signer,
    SignerState,
)
from agreements.services.drafts import SignerInput
from agreements.services.events import append_event
from agreements.services.parties import refuse_own_address
from agreements.services.sending import ask_signer, ask_waiting_signers
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.models import MagicLink, Message, normalise_email
from partnerships.services.audit import Actor, record_event
from partnerships.services.outbox import withdraw_unsent
from partnerships.services.transitions import lock, transition
from stakeholders.models import Contact


class AddressTaken(Exception):
    """The address is that of this signer already, or of another one of the agreement."""


class DateStands(IllegalMove):
    """The agreement may be signed until this very day already."""


def correct_address(signer: Signer, email: str, *, actor: Actor) -> Signer:
    """A new address for the same person: the old one's links close, a new mail goes out. The
    directory's contact with the old address gets the new one, for all later mail.

    Raises AddressTaken, OwnPerson, IllegalMove when nobody waits for this signer.
    """
    agreement = _lock_open(signer)
    row = lock(signer)
    if row.state not in (SignerState.SENT, SignerState.TAKEN_BACK):
        raise IllegalMove("signer", row.get_state_display().lower(), "correct the address")
    old, new = row.email, normalise_email(email)
    if new == old:
        raise AddressTaken("This is the address we have. “Send again” mails it once more.")
    _refuse_taken(agreement, new)
    row.email = new
    row.save(update_fields=["email"])
    close_links(agreement, old)
    record_event(actor, "corrected", agreement, before={"email": old}, after={"email": new})
    words = f"corrected the address of {row.name} from {old} to {new}"
    append_event(agreement, "corrected", words, actor, old=old, new=new)
    _correct_contact(agreement, old, new, actor)
    _settle(row, f"The address was corrected to {new}.", actor)
    ask_signer(agreement, row, actor)
    return row


def _correct_contact(agreement: Agreement, old: str, new: str, actor: Actor) -> None:
    people = Contact.objects.filter(organization_id=agreement.organization_id)
    if people.filter(email__iexact=new).exists():
        return
    for contact in people.filter(email__iexact=old).select_for_update():
        contact.email = new
        contact.save(update_fields=["email"])
        record_event(actor, "corrected", contact, before={"email": old}, after={"email": new})


def replace_signer(signer: Signer, values: SignerInput, *, actor: Actor) -> Signer:
    """Somebody else signs instead. The first person stays in the history; their links close.

    Raises AddressTaken, OwnPerson, IllegalMove.
    """
    agreement = _lock_open(signer)
    SIGNERS.find(lock(signer).state, "replace")
    new = normalise_email(values.email)
    _refuse_taken(agreement, new)
    old = transition(SIGNERS, signer, "replace", actor)
    close_links(agreement, old.email)
    made = Signer.objects.create(
        agreement=agreement,
        side=Side.PARTNER,
        name=values.name,
        email=new,
        title=values.title,
        order=old.order,
        state=SignerState.SENT,
    )
    words = f"named {made.name} ({new}) to sign instead of {old.name}"
    append_event(agreement, "replaced", words, actor, old=old.name, new=made.name)
    _settle(old, f"{made.name} signs instead.", actor, QuestionKind.SOMEONE_ELSE)
    ask_signer(agreement, made, actor)
    return made


def _settle(signer: Signer, answer: str, actor: Actor, *more: QuestionKind) -> None:
    """What somebody said of being the wrong person, and more kinds, has found its answer."""
    AgreementQuestion.objects.filter(
        signer=signer, kind__in=(QuestionKind.NOT_ME, *more), answered_at=None
    ).update(answer=answer, answered_at=timezone.now(), answered_by=actor.membership)


def extend_sign_by(agreement: Agreement, sign_by: date, *, actor: Actor) -> Agreement:
    """More time to sign; an agreement that ran out is open again and its signers are asked.

    Raises IllegalMove when it is neither waiting nor past its date, and DateStands for the date
    that stands: a second press sends no second mail.
    """
    row = lock(agreement)
    if row.state not in (AgreementState.SENT, AgreementState.EXPIRED, AgreementState.DECLINED):
        raise IllegalMove("agreement", row.state_words.lower(), "extend")
    was_expired = row.state == AgreementState.EXPIRED
    before = row.sign_by
    if was_expired:
        changes = {"sign_by": sign_by, "closed_at": None, "closed_reason": ""}
        row = transition(AGREEMENTS, row, "extend", actor, changes=changes)
    elif before == sign_by:
        raise DateStands("agreement", f"open until {us_date(sign_by)} already", "extend")
    else:
        row.sign_by = sign_by
        row.save(update_fields=["sign_by"])
        dates = ({"sign_by": str(before)}, {"sign_by": str(sign_by)})
        record_event(actor, "extended", row, before=dates[0], after=dates[1])
    words = f"moved the sign-by date from {us_date(before)} to {us_date(sign_by)}"
    append_event(row, "extended", words, actor)
    if row.state == AgreementState.SENT:
        ask_waiting_signers(row, actor)
    return row


def close_links(agreement: Agreement, email: str) -> None:
    """Closes an address's doors to an agreement and takes back mails that wait for it."""
    MagicLink.objects.filter(
        subject_id=agreement.pk, recipient_email__iexact=email, revoked_at=None
    ).update(revoked_at=timezone.now())
    withdraw_unsent(Message.objects.filter(subject_id=agreement.pk, to_email__iexact=email))


def _lock_open(signer: Signer) -> Agreement:
    agreement = lock(signer.agreement)
    if agreement.state != AgreementState.SENT:
        raise IllegalMove("agreement", agreement.state_words.lower(), "change a signer")
    return agreement


def _refuse_taken(agreement: Agreement, email: str) -> None:
    standing = Signer.objects.filter(agreement=agreement, email=email)
    if standing.exclude(state=SignerState.REPLACED).exists():
        raise AddressTaken("Another signer of this agreement has this address.")
    refuse_own_address(email)
