"""Every test. What checks on behalf of a test explains its failures as the test would."""

import pytest

pytest.register_assert_rewrite("tests.bad_input")
