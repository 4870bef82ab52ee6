"""Who may sign for the convener, and whose mail reached the wrong person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from agreements.models import Agreement, AgreementQuestion, QuestionKind, Signer, SignerState
from config.access import MANAGERS
from partnerships.models import Membership, normalise_email


def signatories() -> QuerySet[Membership]:
    """Members who may sign, by name: named as signatories, in a role that signs."""
    return Membership.objects.filter(is_active=True, may_sign=True, role__in=MANAGERS).order_by(
        "name"
    )


def may_sign(member: Any) -> bool:
    """Whether a member is one of them."""
    return bool(member.is_active and member.may_sign and member.role in MANAGERS)


def note_naming(questions: Iterable[Any], signers: Iterable[Signer]) -> None:
    """Sets on each question whether the proposed person signs already (`is_named`), and whether
    they may still be named in the asker's place (`may_be_named`).

    signers: all of the agreement, those who were replaced as well.
    """
    signing = {one.email for one in signers if one.state != SignerState.REPLACED}
    for question in questions:
        question.is_named = normalise_email(question.proposed_email) in signing
        is_replaced = question.signer.state == SignerState.REPLACED
        question.may_be_named = not question.is_named and not is_replaced


def wrongly_addressed(agreement: Agreement) -> set[UUID]:
    """Signers of whom somebody said “this is not for me”, and nobody has settled it yet."""
    told = AgreementQuestion.objects.filter(
        agreement=agreement, kind=QuestionKind.NOT_ME, answered_at=None
    )
    return set(told.values_list("signer_id", flat=True))
