"""Keys for programs: each acts as the member who made it, never as more."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.duplicates import make_once
from config.links import new_token, token_hash
from partnerships.models import ApiToken
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock

#: So soon after the first press nobody has copied what it would have shown.
PRESSED_TWICE = timedelta(seconds=10)


@transaction.atomic
def create_token(
    *, actor: Actor, name: str, days: int, row_id: UUID | None = None
) -> tuple[ApiToken, str]:
    """A token that is valid for `days`; the second value is shown once and stored nowhere.

    A form sent twice makes one token. A browser shows the last answer only, so the second of two
    quick presses gets a value in place of the first's; one that comes later gets "".
    """
    secret = new_token()
    token, is_new = make_once(
        ApiToken.objects.filter(membership=actor.membership, revoked_at=None),
        row_id,
        membership=actor.membership,
        name=name,
        token_hash=token_hash(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    if is_new:
        record_event(actor, "made a token", token, after={"name": name, "days": days})
        return token, secret
    row = lock(token)
    if row.revoked_at is not None or timezone.now() - row.created_at > PRESSED_TWICE:
        return row, ""
    row.token_hash = token_hash(secret)
    row.save(update_fields=["token_hash"])
    record_event(actor, "renewed a token pressed for twice", row)
    return row, secret


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
