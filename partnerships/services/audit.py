"""The audit trail: who did what to which object, in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from partnerships.models import ActorKind, AuditEvent


@dataclass(frozen=True)
class Actor:
    """Who acts. membership is set for members and programs, subject_id for magic links."""

    kind: str
    label: str
    id: UUID | None = None
    membership: Any = None
    subject_id: UUID | None = None

    @classmethod
    def of_request(cls, request: Any) -> Actor:
        """The member (or the member's program) behind a request under a convener's address."""
        kind = ActorKind.TOKEN if getattr(request, "token_used", False) else ActorKind.MEMBER
        return cls.of_member(request.membership, kind=kind)

    @classmethod
    def of_member(cls, membership: Any, *, kind: str = ActorKind.MEMBER) -> Actor:
        """A member."""
        return cls(kind, membership.name, membership.pk, membership)

    @classmethod
    def of_link(cls, label: str, subject_id: UUID) -> Actor:
        """Somebody without an account, behind a magic link to one subject."""
        return cls(ActorKind.LINK, label, None, None, subject_id)


SYSTEM = Actor(ActorKind.SYSTEM, "The product")


def record_event(
    actor: Actor,
    verb: str,
    subject: Model,
    *,
    partnership_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Writes one audit event.

    verb: past tense, such as "approved". before, after: changed values, JSON-ready.
    partnership_id: filled in from the object, when it is a partnership or belongs to one.
    """
    if partnership_id is None:
        is_partnership = subject._meta.label_lower == "partnerships.partnership"
        partnership_id = subject.pk if is_partnership else getattr(subject, "partnership_id", None)
    AuditEvent.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:254],
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        object_label=str(subject)[:254],
        partnership_id=partnership_id,
        subject_id=actor.subject_id,
        before=before or {},
        after=after or {},
        reason=reason,
    )
