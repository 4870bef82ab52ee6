"""Bringing what is shared up to date where no write of this app did: counts of agreements."""

from __future__ import annotations

from celery import shared_task

from config.celery import ConvenerTask
from config.queueing import queue
from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.services.publishing import publish_everything
from partnerships.models import Convener


@shared_task(name="metrics.tasks.publish_all_shared")
def publish_all_shared() -> int:
    """One job for each convener; those that share nothing do nothing. The number of conveners."""
    with dispatch_scope():
        found = list(Convener.objects.values_list("pk", flat=True))
    for convener_id in found:
        queue(publish_shared, {"convener_id": str(convener_id)})
    return len(found)


@shared_task(name="metrics.tasks.publish_shared", base=ConvenerTask)
def publish_shared(*, convener_id: str) -> None:
    """Rewrites the copies of one convener, under the lock of its grants."""
    with convener_scope(convener_id):
        publish_everything()
