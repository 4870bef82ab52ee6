"""Making and keeping an agreement's files: claim in a short scope, render outside, record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement, AgreementState, Signer, SignerState
from agreements.services.clock import now
from agreements.services.documents import DocumentJob, count_pages, signed_job, text_job
from agreements.services.events import append_event
from agreements.services.notices import queue_complete_copies
from partnerships.services.audit import SYSTEM, record_event
from partnerships.services.transitions import lock

if TYPE_CHECKING:
    from config.sealing import SealedPdf

#: A claim older than this belongs to a worker that died, or to a failed attempt.
CLAIM_VALID_FOR = timedelta(minutes=5)


def store_file(agreement_id: UUID, convener_id: UUID, name: str, data: bytes) -> str:
    """Keeps a file under the convener's and the agreement's own folder; its path."""
    path = f"agreements/{convener_id}/{agreement_id}/{name}.pdf"
    return str(default_storage.save(path, ContentFile(data)))


def claim_text(agreement_id: UUID) -> DocumentJob | None:
    """What to render for the unsigned text, or None when it is there or was never sent."""
    row = Agreement.objects.select_related("convener").get(pk=agreement_id)
    if row.text_file or row.content is None:
        return None
    return text_job(row)


def record_text(agreement_id: UUID, path: str, data: bytes) -> bool:
    """Records the stored text; False when another worker was faster."""
    changed = Agreement.objects.filter(pk=agreement_id, text_file="").update(
        text_file=path, text_pages=count_pages(data), text_bytes=len(data)
    )
    return bool(changed)


def claim_sealing(agreement_id: UUID) -> DocumentJob | None:
    """Claims a complete, unsealed agreement; None when it is sealed or somebody is at it."""
    row = lock(Agreement.objects.get(pk=agreement_id))
    claimed = row.seal_claimed_at
    is_held = claimed is not None and timezone.now() - claimed < CLAIM_VALID_FOR
    if row.state != AgreementState.COMPLETE or row.sealed_at is not None or is_held:
        return None
    row.seal_claimed_at = timezone.now()
    row.save(update_fields=["seal_claimed_at"])
    return signed_job(row, row.completed_at or now())


def record_sealed(agreement_id: UUID, path: str, sealed: SealedPdf) -> bool:
    """Records the sealed file and mails it to everybody; False when another worker was faster."""
    row = lock(Agreement.objects.get(pk=agreement_id))
    if row.sealed_at is not None:
        return False
    values: dict[str, Any] = {
        "sealed_file": path,
        "sealed_sha256": sealed.sha256,
        "sealed_pages": count_pages(sealed.data),
        "sealed_bytes": len(sealed.data),
        "seal_level": sealed.level,
        "sealed_at": now(),
        "seal_error": "",
    }
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    append_event(
        row,
        "sealed",
        f"sealed the document at level {sealed.level}",
        SYSTEM,
        sha256=sealed.sha256,
    )
    record_event(SYSTEM, "sealed", row, after={"sha256": sealed.sha256, "level": sealed.level})
    queue_complete_copies(row, Signer.objects.filter(agreement=row, state=SignerState.SIGNED))
    return True


def record_seal_failure(agreement_id: UUID, error: str) -> None:
    """Keeps why sealing failed, for the agreement's page; the sweep tries again."""
    Agreement.objects.filter(pk=agreement_id, sealed_at=None).update(seal_error=error[:300])


def work_to_do() -> dict[str, list[tuple[UUID, UUID]]]:
    """`(convener_id, agreement_id)` of what was lost or is due; in the dispatch scope."""
    stale = timezone.now() - CLAIM_VALID_FOR
    pairs = Agreement.objects.order_by("id").values_list("convener_id", "id")
    unclaimed = Q(seal_claimed_at=None) | Q(seal_claimed_at__lt=stale)
    open_states = (AgreementState.SENT, AgreementState.PARTNER_SIGNED)
    tomorrow_everywhere = (timezone.now() + timedelta(hours=14)).date()
    return {
        "seal": list(pairs.filter(unclaimed, state=AgreementState.COMPLETE, sealed_at=None)[:200]),
        "text": list(pairs.filter(state__in=open_states, text_file="")[:200]),
        "expire": list(
            pairs.filter(state=AgreementState.SENT, sign_by__lt=tomorrow_everywhere)[:200]
        ),
    }
