"""Handing recruitment in one partnership to a person of another organization."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from partnerships.models import (
    Delegation,
    Invitation,
    Membership,
    Partnership,
    Role,
    normalise_email,
)
from partnerships.services.audit import Actor
from partnerships.services.outbox import Envelope, queue_message
from partnerships.services.outreach import check_goes_on
from partnerships.services.people import delegate, invite_person
from partnerships.services.transitions import lock


@transaction.atomic
def delegate_recruitment(
    partnership: Partnership, *, actor: Actor, name: str, email: str, organization_name: str
) -> Delegation | Invitation:
    """Hands recruitment to whoever has this address.

    An intermediary of ours has it at once and is told by mail; their own name and organization
    stay. Somebody new is invited and has it when they accept. Raises ValidationError for one of
    the convener's own people, for who has the duty already, and for an open invitation;
    PartnershipClosed.
    """
    members = Membership.objects.filter(email=normalise_email(email), is_active=True)
    member = members.select_for_update(of=("self",), no_key=True).first()
    check_goes_on(lock(partnership))
    if member is None:
        return invite_person(
            actor=actor,
            name=name,
            email=email,
            role=Role.INTERMEDIARY,
            organization_name=organization_name,
            partnership=partnership,
        )
    _check_may_take(member, partnership)
    delegation = delegate(partnership, member, actor=actor)
    _tell(delegation, actor)
    return delegation


def _check_may_take(member: Membership, partnership: Partnership) -> None:
    """Raises ValidationError for our own people and for who has the duty already."""
    if member.role != Role.INTERMEDIARY:
        role = Role(member.role).label.lower()
        raise ValidationError(
            {
                "email": f"{member.name} works for us already, as {role}. "
                "Choose a person of another organization."
            }
        )
    if partnership.delegations.filter(membership=member, ended_at=None).exists():
        raise ValidationError({"email": f"{member.name} recruits for this partnership already."})


def _tell(delegation: Delegation, actor: Actor) -> None:
    member, partnership = delegation.membership, delegation.partnership
    address = reverse(
        "partnerships:partnership-detail", args=[partnership.convener.slug, partnership.slug]
    )
    queue_message(
        Envelope(
            kind="delegation",
            to_name=member.name,
            to_email=member.email,
            subject_id=delegation.pk,
            dedupe_key=f"delegation:{delegation.pk}",
            reply_to=actor.membership.email,
            context={
                "inviter": actor.label,
                "partnership": partnership.name,
                "link": settings.BASE_URL + address,
            },
        )
    )
