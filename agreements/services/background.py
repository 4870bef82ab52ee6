"""Telling a worker about documents to make, which beat finds too."""

from __future__ import annotations

from django.db import transaction

from agreements.models import Agreement
from config.queueing import queue


def queue_text(agreement: Agreement) -> None:
    """After commit, has the unsigned full text made as a PDF."""
    _queue("make_text", agreement)


def queue_sealing(agreement: Agreement) -> None:
    """After commit, has the signed document made and sealed."""
    _queue("seal_agreement", agreement)


def _queue(name: str, agreement: Agreement) -> None:
    convener_id, agreement_id = str(agreement.convener_id), str(agreement.pk)
    transaction.on_commit(lambda: _tell(name, convener_id, agreement_id))


def _tell(name: str, convener_id: str, agreement_id: str) -> None:
    from agreements import tasks

    queue(getattr(tasks, name), {"convener_id": convener_id, "agreement_id": agreement_id})
