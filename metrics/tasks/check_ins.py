"""Background work on check-ins: who has something due, and then each convener by itself."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from config.celery import ConvenerTask
from config.queueing import queue
from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.services import check_in_recording
from metrics.services.check_in_production import BATCH, produce_check_ins
from metrics.services.check_in_upkeep import (
    close_overdue,
    conveners_with_check_in_work,
    mark_sent,
    remind,
)
from partnerships.models import Convener


@shared_task(name="metrics.tasks.produce_due_check_ins")
def produce_due_check_ins() -> int:
    """Finds conveners with due check-ins, one job each; the number found."""
    with dispatch_scope():
        found = conveners_with_check_in_work()
    for convener_id in found:
        queue(tend_check_ins, {"convener_id": str(convener_id)})
    return len(found)


@shared_task(name="metrics.tasks.tend_check_ins", base=ConvenerTask)
def tend_check_ins(convener_id: str) -> int:
    """Brings one convener's check-ins up to date; the number of new ones. Safe to run twice.

    What has expired closes before new ones are made: a partner has one open check-in at most.
    """
    with convener_scope(convener_id):
        convener = Convener.objects.get(pk=UUID(convener_id))
        mark_sent(convener)
        close_overdue(convener)
        remind(convener)
    made = last = _produce(convener)
    while last == BATCH:
        last = _produce(convener)
        made += last
    with convener_scope(convener_id):
        check_in_recording.record_waiting()
    return made


def _produce(convener: Convener) -> int:
    """One batch in a transaction of its own."""
    with convener_scope(convener.pk):
        return produce_check_ins(convener)


@shared_task(name="metrics.tasks.record_check_in", base=ConvenerTask)
def record_check_in(convener_id: str, check_in_id: str) -> bool:
    """Marks what an answer said of promises."""
    with convener_scope(convener_id):
        return check_in_recording.record_check_in(UUID(check_in_id))
