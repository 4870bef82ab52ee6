"""Tests of one group meet in one worker: what is dear is made once a run, not once a worker."""

from __future__ import annotations

import pytest

from tests.restoring import GROUP


@GROUP
def test_distributor_is_told_the_group(request: pytest.FixtureRequest) -> None:
    # `--dist loadgroup` reads the group behind the test's name, and ignores it anywhere else.
    is_distributed = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@restored") == is_distributed
