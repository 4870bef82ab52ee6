"""Celery: the app, its base task, and beat's schedule (in code, so that it is reviewed)."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from celery import Celery, Task
from celery.signals import beat_init, celeryd_init, worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class ConvenerTask(Task):
    """A task of one convener. The body opens short scopes itself: claim, act outside, record.

    `convener_id`, a UUID, must be among the keyword arguments when it is queued; forgetting it
    fails at the caller and not later in a worker.
    """

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        try:
            UUID(str((kwargs or {}).get("convener_id")))
        except ValueError:
            message = f"{self.name} needs convener_id=… as a keyword argument, a UUID."
            raise TypeError(message) from None
        return super().apply_async(args, kwargs, **options)


app = Celery("partnerships")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "send-due-messages": {"task": "partnerships.tasks.send_due_messages", "schedule": 5.0},
    "sweep-messages": {"task": "partnerships.tasks.sweep_messages", "schedule": 60.0},
    "produce-reminders": {"task": "metrics.tasks.produce_due_check_ins", "schedule": 30.0},
    "publish-shared": {"task": "metrics.tasks.publish_all_shared", "schedule": 300.0},
    "close-evaluations": {"task": "metrics.tasks.close_due_evaluations", "schedule": 300.0},
    "sweep-lost-work": {"task": "metrics.tasks.sweep_lost_work", "schedule": 60.0},
    "sweep-agreements": {"task": "agreements.tasks.sweep_agreements", "schedule": 60.0},
}


@celeryd_init.connect
@beat_init.connect
def check_start(**_: Any) -> None:
    """Ends a worker or beat that may not serve, see `refuse_faulty_start`."""
    from config.starting import refuse_faulty_start

    refuse_faulty_start()


@worker_init.connect
def load_renderers(**_: Any) -> None:
    """Loads what makes and seals PDFs, and the holidays, before the worker forks: it takes
    seconds, and is shared."""
    import config.pdf_files
    import config.sealing  # noqa: F401  # loaded for the fork
    from config.working_days import load_holidays

    load_holidays()


@worker_process_init.connect
def warm_worker(**_: Any) -> None:
    """Renders once in each process, after the fork: the first document finds the fonts."""
    from config.pdf import warm_up

    warm_up()
