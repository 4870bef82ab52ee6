"""Every form of this app, with every kind of input that people and programs send."""

from __future__ import annotations

import pytest

from tests.bad_input import check_filter, check_form
from tests.cast import House
from tests.metrics.bad_input_rows import FILTERS, FORMS
from tests.metrics.measures_cast import give_enrollment, share_with


@pytest.mark.parametrize("name", FORMS)
def test_form_takes_good_input_and_answers_bad_input_beside_its_field(
    prairie: House, name: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    check_form(prairie, FORMS[name], monkeypatch, subtests)


@pytest.mark.parametrize("name", FILTERS)
def test_nonsense_in_the_address_breaks_nothing(
    prairie: House, agency: House, name: str, subtests: pytest.Subtests
) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
    check_filter(agency, FILTERS[name], subtests)
