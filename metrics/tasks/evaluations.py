"""Background work on evaluations: rounds close by themselves after their last day."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from config.celery import ConvenerTask
from config.queueing import queue
from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.services.evaluation_rounds import close_overdue_rounds, conveners_with_rounds_to_close
from partnerships.models import Convener


@shared_task(name="metrics.tasks.close_due_evaluations")
def close_due_evaluations() -> int:
    """Finds conveners with a round past its last day, one job each; the number found."""
    with dispatch_scope():
        found = conveners_with_rounds_to_close()
    for convener_id in found:
        queue(close_evaluations, {"convener_id": str(convener_id)})
    return len(found)


@shared_task(name="metrics.tasks.close_evaluations", base=ConvenerTask)
def close_evaluations(convener_id: str) -> int:
    """Closes one convener's rounds past their last day; the number closed."""
    with convener_scope(convener_id):
        return close_overdue_rounds(Convener.objects.get(pk=UUID(convener_id)))
