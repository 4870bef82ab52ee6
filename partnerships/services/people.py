"""Inviting people, letting them in, changing and ending their roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.duplicates import WrittenAlready, writing_once
from config.tenancy.scopes import convener_scope, current_scope
from partnerships.models import (
    ApiToken,
    Delegation,
    Duty,
    Invitation,
    LinkPurpose,
    Membership,
    Message,
    Partnership,
    Role,
    User,
    normalise_email,
)
from partnerships.services.audit import Actor, record_event
from partnerships.services.handovers import hand_over_all
from partnerships.services.links import FoundLink, revoke_links
from partnerships.services.outbox import Envelope, queue_message, withdraw_unsent
from partnerships.services.tokens import revoke_token
from partnerships.services.transitions import lock

INVITATION_DAYS = 14


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    name: str,
    email: str,
    role: str,
    organization_name: str = "",
    partnership: Partnership | None = None,
) -> Invitation:
    """Invites a person by mail. With a partnership they become its recruitment intermediary.

    Raises ValidationError when that address is a member already or has an open invitation.
    """
    address = normalise_email(email)
    if Membership.objects.filter(email=address, is_active=True).exists():
        raise ValidationError({"email": "This person is a member already."})
    try:
        with writing_once("invitation_one_open_per_address"):
            invitation = Invitation.objects.create(
                email=address,
                name=name,
                role=role,
                organization_name=organization_name,
                partnership=partnership,
                invited_by=actor.membership,
            )
    except WrittenAlready as error:
        raise ValidationError({"email": _what_is_open(address, partnership)}) from error
    record_event(actor, "invited", invitation, after={"email": address, "role": role})
    _queue_invitation(invitation, actor, "first")
    return invitation


def _what_is_open(address: str, partnership: Partnership | None) -> str:
    words = "This address has an open invitation already."
    elsewhere = Invitation.objects.filter(
        email=address, role=Role.INTERMEDIARY, accepted_at=None, revoked_at=None
    ).exclude(partnership=partnership)
    if partnership and elsewhere.exists():
        return f"{words} Once the person has joined, delegate this partnership to them too."
    return words


def _queue_invitation(invitation: Invitation, actor: Actor, round_name: str) -> bool:
    until = timezone.now() + timedelta(days=INVITATION_DAYS)
    return queue_message(
        Envelope(
            kind="invitation",
            to_name=invitation.name,
            to_email=invitation.email,
            subject_id=invitation.pk,
            dedupe_key=f"invitation:{invitation.pk}:{round_name}",
            reply_to=actor.membership.email,
            link_purpose=LinkPurpose.JOIN,
            link_days=INVITATION_DAYS,
            context={
                "inviter": actor.label,
                "role": Role(invitation.role).label.lower(),
                "partnership": invitation.partnership.name if invitation.partnership else "",
                "until": until.date().isoformat(),
            },
        )
    )


@transaction.atomic
def resend_invitation(invitation: Invitation, *, actor: Actor) -> None:
    """Sends a fresh link to the same address; older links close, mail that waits is taken back.

    Raises ValidationError for a closed invitation, and when one was sent in the same minute.
    """
    row = lock(invitation)
    if row.accepted_at or row.revoked_at:
        raise ValidationError("This invitation is closed.")
    earlier = [*Message.objects.filter(subject_id=row.pk).values_list("pk", flat=True)]
    if not _queue_invitation(row, actor, f"{timezone.now():%Y%m%d%H%M}"):
        raise ValidationError("A fresh invitation was sent a moment ago.")
    withdraw_unsent(Message.objects.filter(pk__in=earlier))
    revoke_links(row.pk, LinkPurpose.JOIN)
    record_event(actor, "sent again", row)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: Actor) -> None:
    """Takes an invitation back: its links close, its mail stays here if it is not out.

    Doing so twice is a no-op. Raises ValidationError for one that was accepted.
    """
    row = lock(invitation)
    if row.accepted_at:
        raise ValidationError(f"{row.name} has joined already.")
    if row.revoked_at:
        return
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    withdraw_unsent(Message.objects.filter(kind="invitation", subject_id=row.pk))
    revoke_links(row.pk, LinkPurpose.JOIN)
    record_event(actor, "revoked", row)


class SignInFirst(Exception):
    """The invited address has an account, and nobody is signed in to it here."""


class JoinedAlready(Exception):
    """The invitation was accepted before, perhaps a moment ago by another press."""


def accept_invitation(found: FoundLink, *, signed_in: User | None = None) -> tuple[User, str]:
    """Lets the invited person in; `(user, convener slug)`. Runs outside every scope.

    signed_in: the person whose session it is, if any. The link proves a new person's address.
    Somebody who has an account signs in first: an invitation must not open what the account
    opens elsewhere, past its password and second factor. Accepting twice is a no-op.
    Raises SignInFirst, JoinedAlready in its place when the invitation was accepted before, and
    ValidationError when it was taken back.
    """
    assert current_scope() is None
    with convener_scope(found.convener_id):
        invitation = Invitation.objects.get(pk=found.subject_id)
        email, name = invitation.email, invitation.name
    with transaction.atomic():
        user, made = _find_or_make_user(email, name)
        if not made and (signed_in is None or signed_in.pk != user.pk):
            raise _why_sign_in(found)
        with convener_scope(found.convener_id):
            slug = _join(found, user)
    return user, slug


def _find_or_make_user(email: str, name: str) -> tuple[User, bool]:
    values = {"name": name, "password": make_password(None)}
    user, made = User.objects.get_or_create(email=email, defaults=values)
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user, made


def _why_sign_in(found: FoundLink) -> Exception:
    with convener_scope(found.convener_id):
        invitation = Invitation.objects.get(pk=found.subject_id)
    return JoinedAlready() if invitation.accepted_at else SignInFirst()


def _join(found: FoundLink, user: User) -> str:
    invitation: Any = lock(Invitation(pk=found.subject_id, convener_id=found.convener_id))
    slug: str = invitation.convener.slug
    if invitation.revoked_at:
        raise ValidationError("This invitation was taken back.")
    if invitation.accepted_at:
        return slug
    place = {
        "role": invitation.role,
        "organization_name": invitation.organization_name,
        "title": "",
        "may_sign": False,
        "is_active": True,
    }
    membership, made = Membership.objects.get_or_create(
        user=user, defaults={"name": invitation.name, "email": invitation.email, **place}
    )
    before = {} if made else {name: getattr(membership, name) for name in place}
    if not made:
        # Who comes back starts with what the invitation says, not with what was held before.
        for name, value in place.items():
            setattr(membership, name, value)
        membership.save(update_fields=list(place))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    actor = Actor.of_member(membership)
    record_event(actor, "joined", membership, before=before, after=place)
    if invitation.partnership_id:
        delegate(invitation.partnership, membership, actor=Actor.of_member(invitation.invited_by))
    return slug


@transaction.atomic
def delegate(
    partnership: Partnership, membership: Membership, *, actor: Actor, duty: str = Duty.RECRUITMENT
) -> Delegation:
    """Hands a duty in one partnership to a member of another organization."""
    delegation, made = Delegation.objects.get_or_create(
        partnership=partnership, membership=membership, duty=duty, ended_at=None
    )
    if made:
        record_event(actor, "delegated", delegation, after={"duty": duty, "to": membership.name})
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, actor: Actor) -> None:
    """Takes a duty back, with the mail that tells of it if that is not out; what was done stays."""
    row = lock(delegation)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        withdraw_unsent(Message.objects.filter(kind="delegation", subject_id=row.pk))
        record_event(actor, "ended the delegation", row)


@transaction.atomic
def change_role(
    membership: Membership, *, role: str, may_sign: bool, title: str, actor: Actor
) -> Membership:
    """Changes what a member may do. Raises ValidationError when no owner would be left."""
    row = _keep_an_owner(membership, stays=role == Role.OWNER)
    before = {"role": row.role, "may_sign": row.may_sign, "title": row.title}
    after = {"role": role, "may_sign": may_sign, "title": title}
    if before != after:
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=list(after))
        record_event(actor, "changed the role", row, before=before, after=after)
    return row


@transaction.atomic
def end_membership(
    membership: Membership, *, actor: Actor, successor: Membership | None = None
) -> bool:
    """Closes a member's way in, with their duties and their programs' tokens; what they had in
    hand goes to the successor, and the history keeps the name. False when it was closed before.

    Raises ValidationError for the last owner, and while nobody takes over.
    """
    row = _keep_an_owner(membership, stays=False)
    hand_over_all(row, successor, actor=actor)
    if not row.is_active:
        return False
    row.is_active = False
    row.save(update_fields=["is_active"])
    # Closed, not left to the membership: somebody who is invited again starts afresh.
    for delegation in Delegation.objects.filter(membership=row, ended_at=None):
        end_delegation(delegation, actor=actor)
    for token in ApiToken.objects.filter(membership=row, revoked_at=None):
        revoke_token(token, actor=actor)
    record_event(actor, "ended the membership", row)
    return True


def check_owner_stays(member: Membership, owners: Iterable[Membership]) -> None:
    """Raises ValidationError when the member is the only one of these owners."""
    if member.role == Role.OWNER and all(owner.pk == member.pk for owner in owners):
        raise ValidationError("A convener needs an owner. Make somebody else an owner first.")


def active_owners() -> QuerySet[Membership]:
    """The owners, in the order in which they are locked."""
    return Membership.objects.filter(role=Role.OWNER, is_active=True).order_by("pk")


def _keep_an_owner(member: Membership, *, stays: bool) -> Membership:
    """Locks all owners, then the member, and returns the member as it is now.

    Raises ValidationError when no owner would be left; stays: the member remains one.
    """
    owners = list(active_owners().select_for_update(no_key=True))
    row = lock(member)
    if not stays:
        check_owner_stays(row, owners)
    return row
