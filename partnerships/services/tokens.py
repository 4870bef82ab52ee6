"""Keys for programs: each acts as the member who made it, never as more."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from config.links import new_token, token_hash
from partnerships.models import ApiToken
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock


@transaction.atomic
def create_token(*, actor: Actor, name: str, days: int) -> tuple[ApiToken, str]:
    """A token that is valid for `days`; the second value is shown once and stored nowhere."""
    secret = new_token()
    token = ApiToken.objects.create(
        membership=actor.membership,
        name=name,
        token_hash=token_hash(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record_event(actor, "made a token", token, after={"name": name, "days": days})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> bool:
    """Closes a token for good. False when it was closed already."""
    row = lock(token)
    if row.revoked_at is not None:
        return False
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    record_event(actor, "revoked a token", row, after={"name": row.name})
    return True
