"""Who may sign for the convener, and whose mail reached the wrong person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from agreements.models import Agreement, AgreementQuestion, QuestionKind
from config.access import MANAGERS
from partnerships.models import Membership


def signatories() -> QuerySet[Membership]:
    """Members who may sign, by name: named as signatories, in a role that signs."""
    return Membership.objects.filter(is_active=True, may_sign=True, role__in=MANAGERS).order_by(
        "name"
    )


def may_sign(member: Any) -> bool:
    """Whether a member is one of them."""
    return bool(member.is_active and member.may_sign and member.role in MANAGERS)


def wrongly_addressed(agreement: Agreement) -> set[UUID]:
    """Signers of whom somebody said “this is not for me”, and nobody has settled it yet."""
    told = AgreementQuestion.objects.filter(
        agreement=agreement, kind=QuestionKind.NOT_ME, answered_at=None
    )
    return set(told.values_list("signer_id", flat=True))
