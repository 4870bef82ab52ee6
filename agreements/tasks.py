"""Background work on agreements: documents, seals, and what a lost message forgot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import shared_task
from django.core.files.storage import default_storage

from agreements.models import Agreement
from agreements.services import closing
from agreements.services.documents import render_document
from agreements.services.storing import (
    claim_sealing,
    claim_text,
    record_seal_failure,
    record_sealed,
    record_text,
    store_file,
    work_to_do,
)
from config.celery import ConvenerTask
from config.tenancy.scopes import convener_scope, dispatch_scope

logger = logging.getLogger(__name__)

#: What an agreement's page says of a failure whose own words are for an administrator.
UNMADE = "The document could not be made or stored; the server’s log says why."


@shared_task(base=ConvenerTask)
def make_text(*, convener_id: str, agreement_id: str) -> bool:
    """Makes the unsigned full text once; safe to run twice."""
    convener, agreement = UUID(convener_id), UUID(agreement_id)
    with convener_scope(convener):
        job = claim_text(agreement)
    if job is None:
        return False
    data = render_document(job)
    path = store_file(agreement, convener, "full-text", data)
    with convener_scope(convener):
        recorded = record_text(agreement, path, data)
    if not recorded:
        default_storage.delete(path)
    return recorded


@shared_task(base=ConvenerTask)
def seal_agreement(*, convener_id: str, agreement_id: str) -> bool:
    """Renders and seals a complete agreement once; safe to run twice."""
    from config.sealing import SealingError, seal_pdf  # slow to load; only workers seal

    convener, agreement = UUID(convener_id), UUID(agreement_id)
    with convener_scope(convener):
        job = claim_sealing(agreement)
    if job is None:
        return False
    try:
        sealed = seal_pdf(render_document(job), reason=f"Complete: {job.title}"[:200])
        path = store_file(agreement, convener, "sealed", sealed.data)
    except SealingError as error:
        logger.error("Agreement %s could not be sealed: %s", agreement, error)
        with convener_scope(convener):
            record_seal_failure(agreement, str(error))
        return False
    except Exception:
        with convener_scope(convener):
            record_seal_failure(agreement, UNMADE)
        raise
    with convener_scope(convener):
        recorded = record_sealed(agreement, path, sealed)
    if not recorded:
        default_storage.delete(path)
    return recorded


@shared_task
def sweep_agreements() -> int:
    """Finds unsealed agreements, missing texts and passed sign-by dates; how many.

    One that fails is logged and stops no other; the next sweep tries it again.
    """
    with dispatch_scope():
        work = work_to_do()
    for name, act in (("expire", _expire), ("seal", seal_agreement), ("text", make_text)):
        for convener_id, agreement_id in work[name]:
            _try(act, convener_id=str(convener_id), agreement_id=str(agreement_id))
    return sum(len(found) for found in work.values())


def _expire(*, convener_id: str, agreement_id: str) -> None:
    with convener_scope(UUID(convener_id)):
        closing.expire_agreement(Agreement.objects.get(pk=agreement_id))


def _try(act: Callable[..., Any], **which: str) -> None:
    try:
        act(**which)
    except Exception:
        logger.exception("The sweep failed at agreement %s", which["agreement_id"])
