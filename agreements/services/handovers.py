"""Agreements of a member who leaves: who signs for us, and who answers the partner."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.models import (
    SIGNERS,
    Agreement,
    AgreementState,
    Side,
    Signer,
    SignerState,
)
from agreements.rules.dates import countersign_due
from agreements.selectors.signatories import may_sign, signatories
from agreements.services.clock import today
from agreements.services.events import append_event
from agreements.services.notices import (
    queue_countersign_request,
    renew_unsent_mail,
    withdraw_countersign_requests,
)
from config.templatetags.formatting import us_date
from partnerships.models import normalise_email
from partnerships.services.audit import Actor, record_event
from partnerships.services.handovers import counted
from partnerships.services.transitions import lock, transition

_S = AgreementState


def _to_sign(member: Any) -> QuerySet[Signer]:
    """Our signatures that the member was to give."""
    ended = (_S.COMPLETE, _S.VOIDED)
    waiting = Signer.objects.filter(
        membership=member, side=Side.CONVENER, state=SignerState.WAITING
    )
    return waiting.exclude(agreement__state__in=ended)


def _to_answer(member: Any) -> QuerySet[Agreement]:
    """Agreements whose partners write to the member: under way, or in force."""
    in_force = Q(state=_S.COMPLETE, ends_on__gte=today(member.convener))
    under_way = Q(state__in=(_S.SENT, _S.PARTNER_SIGNED, _S.EXPIRED, _S.DECLINED))
    return Agreement.objects.filter(
        under_way | in_force, contact_email__iexact=normalise_email(member.email)
    )


def held_agreements(member: Any) -> list[str]:
    """Agreements to sign for us, and agreements whose partners write to the member."""
    return [
        *counted(_to_sign(member).count(), "agreement to sign for us", "agreements to sign for us"),
        *counted(
            _to_answer(member).count(),
            "agreement whose partner writes to them",
            "agreements whose partners write to them",
        ),
    ]


def hand_over_agreements(member: Any, successor: Any, actor: Actor) -> None:
    """Names the successor as signatory and as the person who answers; the log keeps both names.

    Raises ValidationError when the successor may not sign although somebody else may, or signs
    one of them for the partner. While nobody may sign, Today says that a signatory is needed.
    """
    to_sign = list(_to_sign(member).select_related("agreement"))
    if to_sign:
        _check_signatory(member, successor, to_sign)
    for signer in to_sign:
        _replace_signatory(signer, successor, actor)
    for agreement in _to_answer(member):
        _replace_contact(agreement, member, successor, actor)


def _check_signatory(member: Any, successor: Any, to_sign: list[Signer]) -> None:
    others = signatories().exclude(pk=member.pk)
    if not may_sign(successor) and others.exists():
        names = ", ".join(others.values_list("name", flat=True))
        raise ValidationError(
            f"{successor.name} may not sign agreements for us. Choose somebody who may: {names}."
        )
    partners = Signer.objects.filter(
        agreement__in=[signer.agreement_id for signer in to_sign],
        side=Side.PARTNER,
        email__iexact=successor.email,
    )
    if partners.exists():
        raise ValidationError(f"{successor.name} signs one of these agreements for the partner.")


def _replace_signatory(signer: Signer, successor: Any, actor: Actor) -> None:
    """Another signatory; a draft's is simply another one, since nobody was told of the first."""
    agreement = lock(signer.agreement)
    if lock(signer).state != SignerState.WAITING:
        return  # somebody of ours signed meanwhile
    values = {
        "membership": successor,
        "name": successor.name,
        "email": normalise_email(successor.email),
        "title": successor.title,
    }
    if agreement.state == _S.DRAFT:
        Signer.objects.filter(pk=signer.pk).update(**values)
        names = ({"signatory": signer.name}, {"signatory": successor.name})
        record_event(actor, "handed over", agreement, before=names[0], after=names[1])
        return
    old = transition(SIGNERS, signer, "replace", actor)
    made = Signer.objects.create(agreement=agreement, side=Side.CONVENER, order=old.order, **values)
    words = f"named {made.name} to sign for us instead of {old.name}, who leaves"
    append_event(agreement, "replaced", words, actor, old=old.name, new=made.name)
    withdraw_countersign_requests(agreement, made)
    if agreement.partner_signed_at is not None:
        due = us_date(countersign_due(timezone.localdate(agreement.partner_signed_at)))
        queue_countersign_request(agreement, made, due)


def _replace_contact(agreement: Agreement, member: Any, successor: Any, actor: Actor) -> None:
    """Another person who answers; mail that waits goes to them and is answered to them."""
    row = lock(agreement)
    names = ({"contact": row.contact_name}, {"contact": successor.name})
    words = f"named {successor.name} to answer instead of {row.contact_name}, who leaves"
    row.contact_name, row.contact_email = successor.name, successor.email
    row.save(update_fields=["contact_name", "contact_email"])
    record_event(actor, "handed over", row, before=names[0], after=names[1])
    append_event(row, "handed_over", words, actor, old=member.name, new=successor.name)
    renew_unsent_mail(row, member.email)
