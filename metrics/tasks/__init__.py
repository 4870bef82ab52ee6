"""Background work of the app, one module a topic."""

from metrics.tasks.check_ins import produce_due_check_ins, record_check_in, tend_check_ins
from metrics.tasks.evaluations import close_due_evaluations, close_evaluations
from metrics.tasks.reports import render_report, sweep_lost_work
from metrics.tasks.sharing import publish_all_shared, publish_shared

__all__ = (
    "close_due_evaluations",
    "close_evaluations",
    "produce_due_check_ins",
    "publish_all_shared",
    "publish_shared",
    "record_check_in",
    "render_report",
    "sweep_lost_work",
    "tend_check_ins",
)
