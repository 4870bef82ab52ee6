"""The worker's wiring: what it loads before and after it forks, and tasks that name a convener."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from inspect import signature
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings

from agreements.tasks import make_text
from config.celery import ConvenerTask, app
from tests.processes import ROOT, process_environment

#: Sends what a starting worker sends, and says what is loaded before and after.
STARTING = """
import gc, sys
from celery.signals import worker_init, worker_process_init
from config.celery import app

def loaded():
    return [name for name in ("weasyprint", "pyhanko.sign", "holidays") if name in sys.modules]

print(loaded(), gc.get_freeze_count())
worker_init.send(sender=app)
from config.working_days import federal_holidays
print(loaded(), federal_holidays.cache_info().currsize, gc.get_freeze_count())
worker_process_init.send(sender=app)
print(loaded(), gc.get_freeze_count() > 1000)
"""
SLOW = "['weasyprint', 'pyhanko.sign', 'holidays']"


def test_starting_worker_loads_renderers_before_the_fork_and_renders_after_it() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTING],
        cwd=ROOT,
        env=process_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["[] 0", f"{SLOW} 1 0", f"{SLOW} True"], done.stderr


@pytest.fixture
def waiting() -> Iterator[redis.Redis]:
    """The broker; what this test queued is taken off again."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    before = broker.llen("celery")
    yield broker
    while broker.llen("celery") > before:
        broker.lpop("celery")
    broker.close()


@pytest.mark.parametrize(
    "values", [{}, {"convener_id": None}, {"convener_id": ""}, {"convener_id": "prairie"}]
)
def test_task_without_a_convener_is_refused_where_it_is_queued(
    waiting: redis.Redis, values: dict[str, Any]
) -> None:
    before = waiting.llen("celery")
    with pytest.raises(TypeError, match=r"agreements\.tasks\.make_text needs convener_id=…"):
        make_text.delay(**values, agreement_id=str(uuid4()))
    assert waiting.llen("celery") == before


def test_convener_that_is_given_by_place_only_is_refused(waiting: redis.Redis) -> None:
    with pytest.raises(TypeError, match="needs convener_id=…"):
        make_text.apply_async(args=(str(uuid4()), str(uuid4())))


def test_task_of_a_convener_is_queued(waiting: redis.Redis) -> None:
    before = waiting.llen("celery")
    make_text.delay(convener_id=str(uuid4()), agreement_id=str(uuid4()))
    assert waiting.llen("celery") == before + 1


def test_every_task_that_takes_a_convener_refuses_to_go_without() -> None:
    app.loader.import_default_modules()
    takes = [task for task in app.tasks.values() if "convener_id" in signature(task.run).parameters]
    assert len(takes) >= 7
    assert [task.name for task in takes if not isinstance(task, ConvenerTask)] == []


def test_beat_schedules_only_tasks_that_the_worker_knows() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert len(scheduled) >= 7
    assert scheduled - set(app.tasks) == set()
