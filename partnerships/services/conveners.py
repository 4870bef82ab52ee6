"""Making a convener: what an operator does, since nobody signs up alone."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.tenancy.scopes import maintenance_scope
from partnerships.models import (
    ActorKind,
    AuditEvent,
    Convener,
    Membership,
    Role,
    User,
    normalise_email,
)
from partnerships.postal_states import STATES


def create_convener(
    *, owner_name: str, owner_email: str, **facts: Any
) -> tuple[Convener, Membership]:
    """Makes a convener and its first owner; on the owner's database connection.

    facts: fields of Convener; `short_name` and `contact_email` follow from the others when empty.
    A person who has an account already keeps it. The address counts as verified: the operator
    vouches for it, and signing in still takes a code sent to it.
    Raises ValidationError with the fields that are wrong.
    """
    email = normalise_email(owner_email)
    convener = Convener(
        **facts
        | {
            "short_name": facts.get("short_name") or facts["name"][:30],
            "contact_email": facts.get("contact_email") or email,
            "state": facts["state"].upper(),
        }
    )
    with maintenance_scope():
        _check(convener, owner_name, email)
        convener.save(force_insert=True)
        user = _person(owner_name.strip(), email)
        owner = Membership.objects.create(
            convener=convener,
            user=user,
            name=owner_name.strip(),
            email=email,
            role=Role.OWNER,
            may_sign=True,
        )
        AuditEvent.objects.create(
            convener=convener,
            actor_kind=ActorKind.SYSTEM,
            actor_label="An operator",
            verb="created",
            object_type=convener._meta.label_lower,
            object_id=convener.pk,
            object_label=convener.name,
            after={"owner": owner.name},
        )
    return convener, owner


def _check(convener: Convener, owner_name: str, email: str) -> None:
    wrong: dict[str, Any] = {}
    try:
        convener.full_clean()
    except ValidationError as error:
        wrong = dict(error.message_dict)
    if convener.state not in STATES:
        wrong["state"] = ["Give a state's two letters, such as MN."]
    if not owner_name.strip() or len(owner_name) > 120:
        wrong["owner_name"] = ["Give a name of at most 120 characters."]
    try:
        validate_email(email)
    except ValidationError as error:
        wrong["owner_email"] = error.messages
        wrong.pop("contact_email", None)
    if wrong:
        raise ValidationError(wrong)


def _person(name: str, email: str) -> User:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
