"""Bodies that are too large are refused before they are read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client

from config.bodies import LARGEST_BODY, LARGEST_FILE_BODY


class Unread(io.BytesIO):
    """A body that must not be touched."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("The body was read.")


@pytest.mark.parametrize(
    ("path", "largest"),
    [
        ("/verify/", LARGEST_FILE_BODY),
        ("/accounts/login/", LARGEST_BODY),
        ("/sign/x/agree/", LARGEST_BODY),
        ("/link/x/fresh/", LARGEST_BODY),
    ],
)
def test_body_over_the_limit_is_refused_unread(path: str, largest: int) -> None:
    response = Client().generic(
        "POST",
        path,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(largest + 1),
        **{"wsgi.input": Unread()},
    )
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["", "x", "-1"])
def test_length_that_says_nothing_is_not_an_error_page(db: None, length: str) -> None:
    response = Client().generic("GET", "/verify/", CONTENT_LENGTH=length)
    assert response.status_code == 200
