"""Every form of this app, with every kind of input that people and programs send."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.agreements.bad_input_rows import FILTERS, FORMS
from tests.agreements.makers import Post, sent
from tests.bad_input import NONSENSE, RAW_HTML, Controls, check_filter, check_form
from tests.cast import House


@pytest.mark.parametrize("name", FORMS)
def test_form_takes_good_input_and_answers_bad_input_beside_its_field(
    prairie: House, name: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    check_form(prairie, FORMS[name], monkeypatch, subtests)


@pytest.mark.parametrize("name", FILTERS)
def test_nonsense_in_the_address_breaks_nothing(
    prairie: House, name: str, subtests: pytest.Subtests
) -> None:
    check_filter(prairie, FILTERS[name], subtests)


@pytest.mark.parametrize("text", NONSENSE)
def test_asking_for_a_code_gives_back_whatever_was_typed(prairie: House, text: str) -> None:
    with prairie.scope():
        sent(prairie)
    typed = dict.fromkeys(("name", "title", "code", "authority", "back"), text)
    answer = Client().post(f"/sign/{Post(prairie).token()}/code/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert RAW_HTML not in page
    assert Controls(page).values["name"] == text


def test_empty_file_is_refused_beside_its_field(db: None) -> None:
    answer = Client().post("/verify/", {"file": ContentFile(b"", "copy.pdf")})
    assert answer.status_code == 422
    assert "This file is empty. Choose another." in answer.content.decode()
