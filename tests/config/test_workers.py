"""How many tests run beside each other."""

from __future__ import annotations

import os

import pytest


def test_suite_takes_two_workers_more_than_there_are_cores(pytestconfig: pytest.Config) -> None:
    asked = pytestconfig.pluginmanager.hook.pytest_xdist_auto_num_workers(config=pytestconfig)
    assert asked == (os.cpu_count() or 1) + 2
