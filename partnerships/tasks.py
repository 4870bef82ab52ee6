"""Background work on the outbox: claim in a short scope, send outside any, record in another."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.core.mail import mailers

from config.queueing import queue
from config.tenancy.scopes import convener_scope, dispatch_scope
from partnerships.services.outbox import (
    Claim,
    claim_due_messages,
    record_failure,
    record_sent,
    renew_claim,
    sweep_claims,
    withdraw_idle,
)
from partnerships.services.rendering import render_message

logger = logging.getLogger(__name__)


@shared_task
def send_due_messages() -> int:
    """Sends what is due, batch after batch; the number sent."""
    sent = 0
    while True:
        with dispatch_scope():
            batch = claim_due_messages()
        if not batch:
            return sent
        sent += _send_batch(batch)


def _send_batch(batch: list[Claim]) -> int:
    sent = 0
    connection: Any = mailers["default"]
    try:
        for claim in batch:
            with dispatch_scope():
                renewed = renew_claim(claim)
            if renewed:
                sent += _send_one(connection, renewed)
    finally:
        connection.close()
    return sent


def _send_one(connection: Any, claim: Claim) -> int:
    try:
        with convener_scope(claim.convener_id):
            if withdraw_idle(claim):
                return 0
            mail = render_message(claim.message_id)
        connection.send_messages([mail])
    # Also what no mail server says: a file that is gone, an address that cannot be written. Left
    # to rise, one convener's mail would hold up everybody's behind it, again and again.
    except Exception as error:  # noqa: BLE001  # the reason stands above
        logger.warning("Message %s was not accepted: %s", claim.message_id, error)
        connection.close()
        with dispatch_scope():
            record_failure(claim, str(error))
        return 0
    with dispatch_scope():
        record_sent(claim)
    return 1


@shared_task
def sweep_messages() -> int:
    """Finds what a dead worker left behind; the number queued again."""
    with dispatch_scope():
        found = sweep_claims()
    if found:
        queue(send_due_messages)
    return found
